package dev.deploystat.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.deploystat.cli.ShellRun.Result;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The completion scripts in the shells they are for. {@code zsh} and {@code fish} are not on every machine; what would be
 * skipped there, {@code .ci/run} installs.
 */
class CompletionTest {
    private static final int MOST_LINES = 60;

    @TempDir
    Path home;

    @BeforeEach
    void keep() throws IOException {
        Path history =
                Files.createDirectories(home.resolve(".local/state/deploystat")).resolve("history");
        Files.writeString(history, """
                ecs:prod/api@eu-west-1\tcluster=prod\tservice=api
                lambda:pay:live@eu-west-1\tfunction-name=pay\tqualifier=live
                elasticbeanstalk:My App/it's@eu-west-1
                """);
        ShellRun.script(
                home.resolve("bin/deploystat"),
                "exec '%s' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '%s' dev.deploystat.cli.Main \"$@\"\n"
                        .formatted(Path.of(System.getProperty("java.home"), "bin", "java"), classPath()));
        for (String shell : List.of("bash", "zsh", "fish")) {
            Files.writeString(
                    home.resolve("script." + shell),
                    CliRun.alone().run("completion " + shell).out());
        }
    }

    /** The working folder is that of the module only while the tests run. */
    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .reduce((one, other) -> one + File.pathSeparator + other)
                .orElseThrow();
    }

    /** Runs a script that has read the completion, and returns what it prints; it must not complain. */
    private List<String> in(String shell, String body) throws Exception {
        assumeTrue(isHere(shell), shell + " is not installed, so its completion is not tested here");
        Path script = Files.writeString(home.resolve("test." + shell), body);
        List<Object> plain =
                switch (shell) {
                    case "bash" -> List.of("bash", "--norc", script);
                    case "zsh" -> List.of("zsh", "-f", script);
                    default -> List.of("fish", "--no-config", script);
                };
        Result result = ShellRun.of(plain.toArray())
                .in(home)
                .with("HOME", home)
                .with("LANG", "C.UTF-8")
                .with("PATH", home.resolve("bin") + ":/usr/local/bin:/usr/bin:/bin")
                .run();
        assertThat(result.err()).isEmpty();
        assertThat(result.exit()).isZero();
        return result.out().lines().toList();
    }

    private static boolean isHere(String shell) {
        return Stream.of("/usr/local/bin", "/usr/bin", "/bin")
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, shell)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh", "fish"})
    void a_script_is_short_and_names_no_command(String shell) throws IOException {
        List<String> lines = Files.readAllLines(home.resolve("script." + shell));
        assertThat(lines).hasSizeLessThan(MOST_LINES);
        assertThat(lines).noneMatch(line -> line.contains("--region") || line.contains("codedeploy"));
    }

    /** The words are cut as bash cuts them: at colons, at signs and equals signs, too. */
    @Test
    void bash_completes_words_that_it_cuts() throws Exception {
        List<String> said = in("bash", """
                source script.bash
                complete -p deploystat
                try() {
                  COMP_LINE=$1 COMP_POINT=${#1} COMP_WORDS=("${@:2}") COMP_CWORD=$(($# - 2)) COMPREPLY=()
                  _deploystat deploystat 2>>complaints
                  local IFS='|'
                  echo "$1 > ${COMPREPLY[*]}"
                }
                try 'deploystat stat' deploystat stat
                try 'deploystat   ecs  wa' deploystat ecs wa
                try 'deploystat wait ecs:' deploystat wait ecs :
                try 'deploystat wait ecs:prod/api@eu-west-' deploystat wait ecs : prod/api @ eu-west-
                try 'deploystat wait lambda:pay:l' deploystat wait lambda : pay : l
                try 'deploystat wait "ecs:pr' deploystat wait '"ecs:pr'
                try 'deploystat wait ela' deploystat wait ela
                try 'deploystat wait elasticbeanstalk:My' deploystat wait elasticbeanstalk : My
                try 'deploystat status --output=js' deploystat status --output = js
                try 'deploystat status --columns target,dur' deploystat status --columns target,dur
                try 'deploystat status --record script.f' deploystat status --record script.f
                try 'deploystat ecs status --cluster ' deploystat ecs status --cluster ''
                COMP_WORDBREAKS=${COMP_WORDBREAKS//:}
                try 'deploystat wait ecs:pr' deploystat wait ecs:pr
                # Outside of a real completion, bash says that compopt has nothing to set.
                grep -v compopt complaints || :
                """);
        assertThat(said)
                .containsExactly(
                        "complete -o nosort -F _deploystat deploystat",
                        "deploystat stat > status|stats",
                        "deploystat   ecs  wa > wait|watch",
                        "deploystat wait ecs: > prod/api@eu-west-1",
                        "deploystat wait ecs:prod/api@eu-west- > eu-west-1|eu-west-2|eu-west-3",
                        "deploystat wait lambda:pay:l > live@eu-west-1",
                        "deploystat wait \"ecs:pr > ecs:prod/api@eu-west-1",
                        "deploystat wait ela > elasticbeanstalk:My\\ App/it\\'s@eu-west-1",
                        "deploystat wait elasticbeanstalk:My > My\\ App/it\\'s@eu-west-1",
                        "deploystat status --output=js > json|jsonl",
                        "deploystat status --columns target,dur > target,duration",
                        "deploystat status --record script.f > script.fish",
                        "deploystat ecs status --cluster  > prod",
                        "deploystat wait ecs:pr > ecs:prod/api@eu-west-1");
    }

    @Test
    void zsh_adds_what_the_program_offers() throws Exception {
        List<String> said = in("zsh", """
                compdef() { print "compdef $*" }
                compadd() { print -r -- "${(j:|:)@[(r)--,-1]} ${${@[(r)-S]:+, goes on}}"; print -r -- "  ${shown_whole[1]}" }
                _files() { print files }
                source ./script.zsh
                try() { print -r -- "$1 $2"; words=(deploystat ${=1} "$2") CURRENT=$#words PREFIX=$2; _deploystat }
                try '' stat
                try wait ecs:
                try wait lambda:pay
                try wait 'elasticbeanstalk:My\\ App'
                try 'status --columns' target,dur
                try status --output=js
                try 'status --record' script
                """);
        assertThat(said)
                .containsExactly(
                        "compdef _deploystat deploystat",
                        " stat",
                        "--|status|stats ",
                        "  status  -- Takes one look at each target's current deployment.",
                        "wait ecs:",
                        "--|ecs:prod/api@eu-west-1 ",
                        "  ecs:prod/api@eu-west-1",
                        "wait lambda:pay",
                        "--|lambda:pay:live@eu-west-1 ",
                        "  lambda:pay:live@eu-west-1",
                        "wait elasticbeanstalk:My\\ App",
                        "--|elasticbeanstalk:My App/it's@eu-west-1 ",
                        "  elasticbeanstalk:My App/it's@eu-west-1",
                        "status --columns target,dur",
                        "--|target,duration , goes on",
                        "  target,duration",
                        "status --output=js",
                        "--|--output=json|--output=jsonl ",
                        "  --output=json",
                        "status --record script",
                        "files");
    }

    /** The whole way: keys are typed at a terminal, and the program is given the completed words. */
    @Test
    void zsh_completes_what_is_typed() throws Exception {
        Path given = home.resolve("given");
        ShellRun.script(
                home.resolve("bin/show"),
                "printf '%s\\n' \"$@\" >'" + given + ".new'\nmv '" + given + ".new' '" + given + "'\n");
        List<String> said = in("zsh", """
                zmodload zsh/zpty
                zpty typed zsh -f -i
                zpty -w typed 'PS1="READY>"; source ./script.zsh; compdef _deploystat show; words_of() { : }; show() { command show "$@"; exit }; functions -c _deploystat asked; _deploystat() { words[1]=deploystat; asked }'
                zpty -r typed out '*READY>*READY>'
                zpty -n -w typed $'show wait elasticb\\t\\n'
                while zpty -r typed out; do :; done
                cat given
                """);
        assertThat(said).containsExactly("wait", "elasticbeanstalk:My App/it's@eu-west-1");
    }

    @Test
    void fish_is_given_candidates_with_what_they_are() throws Exception {
        List<String> said = in("fish", """
                source script.fish
                for line in 'deploystat stat' 'deploystat wait ecs:' 'deploystat wait lambda:pay:l' "deploystat wait 'ecs:pr" \\
                        'deploystat wait elasticbeanstalk:My\\ ' 'deploystat status --output=js' \\
                        'deploystat status --columns target,dur' 'deploystat status --record script.f' 'deploystat scan --in'
                    echo "$line >"
                    complete -C $line
                end
                """);
        assertThat(said)
                .containsExactly(
                        "deploystat stat >",
                        "status\tTakes one look at each target's current deployment.",
                        "stats\tSays how a target's deployments went: how many, how long, how often they failed.",
                        "deploystat wait ecs: >",
                        "ecs:prod/api@eu-west-1",
                        "deploystat wait lambda:pay:l >",
                        "lambda:pay:live@eu-west-1",
                        "deploystat wait 'ecs:pr >",
                        "ecs:prod/api@eu-west-1",
                        "deploystat wait elasticbeanstalk:My\\  >",
                        "elasticbeanstalk:My App/it's@eu-west-1",
                        "deploystat status --output=js >",
                        "--output=json",
                        "--output=jsonl",
                        "deploystat status --columns target,dur >",
                        "target,duration",
                        "deploystat status --record script.f >",
                        "script.fish",
                        "deploystat scan --in >",
                        "--in-flight\tOnly what is still moving.");
    }

    @Test
    void a_program_that_fails_says_nothing_in_the_shell() throws Exception {
        ShellRun.script(home.resolve("bin/deploystat"), "echo trouble >&2\nexit 70\n");
        assertThat(in("bash", """
                source script.bash
                COMP_LINE='deploystat ' COMP_POINT=11 COMP_WORDS=(deploystat '') COMP_CWORD=1
                _deploystat deploystat
                echo "${#COMPREPLY[@]}"
                """)).containsExactly("0");
    }
}
