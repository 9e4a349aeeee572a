# Completion of deploystat for bash, from 3.2 on:  source <(deploystat completion bash)
# The program itself says what may be typed next.

_deploystat() {
  local rest=${COMP_LINE:0:COMP_POINT} words=() count=0 i word line mark breaks= head= quote=

  # bash cuts words at colons and equals signs, too; here a word ends at a blank.
  for ((i = 0; i <= COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    ((i < COMP_CWORD)) || word=${word:0:${#rest}}
    if ((i > 0)) && [[ $rest != [[:blank:]]* ]]; then
      words[count - 1]+=$word
    else
      rest=${rest#"${rest%%[![:blank:]]*}"}
      ((i < COMP_CWORD)) || word=${rest}
      words[count++]=$word
    fi
    rest=${rest#"$word"}
  done

  # Quotes are the shell's own, and a word that begins with one is not cut.
  word=${words[count - 1]}
  case $word in
    [\"\']*) quote=${word:0:1} ;;
    *)
      for mark in : = @; do
        [[ $COMP_WORDBREAKS != *"$mark"* ]] || breaks+=$mark
      done
      [[ -z $breaks ]] || head=${word%"${word##*[$breaks]}"}
      ;;
  esac
  for ((i = 1; i < count; i++)); do
    word=${words[i]//[\"\'\\]/}
    words[i]=$word
  done

  COMPREPLY=()
  while IFS= read -r line; do
    word=${line%%$'\t'*}
    case $line in
      '') ;;
      :file) while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -- "${words[count - 1]}")
        compopt -o filenames 2>/dev/null ;;
      :go-on) compopt -o nospace 2>/dev/null ;;
      *)
        [[ -n $quote || $word != *[!A-Za-z0-9_./:@,#%+=-]* ]] || printf -v word %q "$word"
        [[ $word != *: ]] || compopt -o nospace 2>/dev/null
        COMPREPLY+=("${word#"$head"}")
        ;;
    esac
  done < <("${1/#\~/$HOME}" __complete "${words[@]:1}" 2>/dev/null </dev/null)
}

complete -o nosort -F _deploystat deploystat 2>/dev/null || complete -F _deploystat deploystat
