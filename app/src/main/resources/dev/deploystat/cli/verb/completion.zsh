#compdef deploystat
# Completion of deploystat for zsh:  source <(deploystat completion zsh)
# The program itself says what may be typed next.

_deploystat() {
  local line word about
  local -a typed words_whole words_open shown_whole shown_open suffix
  typed=("${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}")
  while IFS= read -r line; do
    word=${line%%$'\t'*}
    about=${line#*$'\t'}
    case $line in
      '') continue ;;
      :file) _files; continue ;;
      :go-on) suffix=(-S ''); continue ;;
    esac
    [[ -z $about || $about = $line ]] || about="$word  -- $about"
    [[ -n $about && $about != $line ]] || about=$word
    if [[ $word = *[:/] ]]; then
      words_open+=("$word")
      shown_open+=("${about[1,COLUMNS-1]}")
    else
      words_whole+=("$word")
      shown_whole+=("${about[1,COLUMNS-1]}")
    fi
  done < <(${~words[1]} __complete "${typed[@]}" 2>/dev/null </dev/null)
  (( ! $#words_whole )) || compadd -l -V deploystat $suffix -d shown_whole -- "${words_whole[@]}"
  (( ! $#words_open )) || compadd -l -V deploystat-open -S '' -d shown_open -- "${words_open[@]}"
}

if [[ ${funcstack[1]} = _deploystat ]]; then
  _deploystat
else
  (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
  compdef _deploystat deploystat
fi
