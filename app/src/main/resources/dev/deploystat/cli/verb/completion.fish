# Completion of deploystat for fish:  deploystat completion fish | source
# The program itself says what may be typed next.

function __deploystat_complete
    set -l before (commandline -opc)
    for line in ($before[1] __complete $before[2..] (commandline -ct | string unescape) 2>/dev/null </dev/null)
        switch $line
            case :file
                __fish_complete_path (commandline -ct)
            case ':go-on'
            case '*'
                echo $line
        end
    end
end

complete -c deploystat -e
complete -c deploystat -k -f -a '(__deploystat_complete)'
