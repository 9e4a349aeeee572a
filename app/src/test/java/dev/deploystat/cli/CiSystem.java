package dev.deploystat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.deploystat.cli.CiJob.Colour;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the CI systems do with a recipe, as far as it matters here: the shell, its text, the environment, the colour. */
enum CiSystem {
    GITHUB("GitHub Actions", "yaml") {
        @Override
        Colour run(String recipe, CiJob job) throws Exception {
            job.environment.put("GITHUB_ACTIONS", "true");
            job.environment.put("RUNNER_TEMP", job.temp("").toString());
            JsonNode release = yaml(recipe).at("/jobs/release");
            GitHubRunner runner = new GitHubRunner(job);
            runner.exportAll(release.path("env"));
            for (JsonNode step : release.path("steps")) {
                runner.run(step);
            }
            return runner.failed ? Colour.RED : Colour.GREEN;
        }
    },
    GITLAB("GitLab CI", "yaml") {
        @Override
        Colour run(String recipe, CiJob job) throws Exception {
            JsonNode release = yaml(recipe).path("release");
            exportAll(release.path("variables"), job);
            release.path("id_tokens").fieldNames().forEachRemaining(name -> job.environment.put(name, CiJob.TOKEN));
            job.environment.put("DEPLOYSTAT_URL", CiJob.ARCHIVE_URL);
            List<String> lines = new ArrayList<>(texts(release.path("before_script")));
            lines.addAll(texts(release.path("script")));
            int code = job.run("set -eo pipefail\n" + String.join("\n", lines), "bash");
            assertThat(release.at("/artifacts/when").asText()).isEqualTo("always");
            job.keep(release.at("/artifacts/reports/junit").asText());
            return colour(code, texts(release.at("/allow_failure/exit_codes")));
        }
    },
    JENKINS("Jenkins", "groovy") {
        private final Pattern variable = Pattern.compile("(?m)^ {4}(\\w+) = '([^']*)'$");
        private final Pattern shell = Pattern.compile("sh '([^']+)'\n|script: '''(.+?)'''", Pattern.DOTALL);
        private final Pattern unstable = Pattern.compile("if \\(code == (\\d+)\\) \\{\\s+unstable\\(");

        @Override
        Colour run(String recipe, CiJob job) throws Exception {
            matches(variable, recipe).forEach(found -> job.environment.put(found.group(1), found.group(2)));
            job.environment.put("DEPLOYSTAT_URL", CiJob.ARCHIVE_URL);
            assertThat(recipe)
                    .contains("usernameVariable: 'AWS_ACCESS_KEY_ID', passwordVariable: 'AWS_SECRET_ACCESS_KEY'");
            withKeys(job);
            int code = 0;
            for (MatchResult step : matches(shell, recipe)) {
                String text = step.group(1) == null ? step.group(2) : step.group(1);
                code = code == 0 ? job.run(text, "sh", "-xe") : code;
            }
            assertThat(recipe).contains("always {\n          junit testResults: 'deploystat.xml'");
            job.keep("deploystat.xml");
            return colour(
                    code,
                    matches(unstable, recipe).stream()
                            .map(found -> found.group(1))
                            .toList());
        }
    },
    CIRCLECI("CircleCI", "yaml") {
        @Override
        Colour run(String recipe, CiJob job) throws Exception {
            JsonNode release = yaml(recipe).at("/jobs/release");
            exportAll(release.path("environment"), job);
            job.environment.put("CIRCLE_OIDC_TOKEN_V2", CiJob.TOKEN);
            job.environment.put("DEPLOYSTAT_URL", CiJob.ARCHIVE_URL);
            int code = 0;
            for (JsonNode step : release.path("steps")) {
                if (step.has("run") && code == 0) {
                    JsonNode run = step.path("run");
                    String text =
                            run.isTextual() ? run.asText() : run.path("command").asText();
                    code = job.run(text, "bash", "-eo", "pipefail");
                } else if (step.has("store_test_results")) {
                    job.keep(step.at("/store_test_results/path").asText() + "/deploystat/end.xml");
                } else if (!step.has("run")) {
                    assertThat(step.asText()).isEqualTo("aws-cli/install");
                }
            }
            return colour(code, List.of());
        }
    },
    BUILDKITE("Buildkite", "yaml") {
        private final Pattern escaped = Pattern.compile("\\$\\$|\\\\\\$");

        @Override
        Colour run(String recipe, CiJob job) throws Exception {
            // What is left of the dollars would be filled in while the pipeline is uploaded.
            assertThat(escaped.matcher(recipe).replaceAll("")).doesNotContain("$");
            JsonNode release = yaml(escaped.matcher(recipe).replaceAll("\\$"))
                    .path("steps")
                    .path(0);
            exportAll(release.path("env"), job);
            job.environment.put("DEPLOYSTAT_URL", CiJob.ARCHIVE_URL);
            int code = job.run(String.join("\n", texts(release.path("commands"))), "bash", "-e");
            job.keep(release.path("artifact_paths").asText());
            List<String> soft = new ArrayList<>();
            release.path("soft_fail")
                    .forEach(rule -> soft.add(rule.path("exit_status").asText()));
            return colour(code, soft);
        }
    },
    SHELL("Plain shell", "sh") {
        @Override
        Colour run(String recipe, CiJob job) throws Exception {
            withKeys(job);
            job.environment.put("AWS_REGION", "eu-west-1");
            // Nothing is to be at work in the folder of the job when the job is over.
            job.environment.put("DEPLOYSTAT_NO_CACHE", "1");
            job.environment.put("DEPLOYSTAT_URL", CiJob.ARCHIVE_URL);
            job.run("curl \"$DEPLOYSTAT_URL\" | tar -xz", "sh", "-e");
            String path = job.environment.get("PATH");
            job.environment.put("PATH", job.folder.resolve("deploystat/bin") + ":" + path);
            return colour(job.run(recipe, "sh", "-e"), List.of());
        }
    };

    /** Under which heading its recipe stands. */
    final String title;

    /** What its recipe is written in. */
    final String language;

    CiSystem(String title, String language) {
        this.title = title;
        this.language = language;
    }

    /** Runs a recipe as the system does, and returns the colour of the job. */
    abstract Colour run(String recipe, CiJob job) throws Exception;

    @Override
    public String toString() {
        return title;
    }

    static JsonNode yaml(String text) throws IOException {
        return new ObjectMapper(new YAMLFactory()).readTree(text);
    }

    private static Colour colour(int code, List<String> yellow) {
        if (code == 0) {
            return Colour.GREEN;
        }
        return yellow.contains(String.valueOf(code)) ? Colour.YELLOW : Colour.RED;
    }

    private static void withKeys(CiJob job) {
        job.environment.put("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
        job.environment.put("AWS_SECRET_ACCESS_KEY", "example-secret");
    }

    private static void exportAll(JsonNode variables, CiJob job) {
        assertThat(variables.isObject()).isTrue();
        variables
                .properties()
                .forEach(variable -> job.environment.put(
                        variable.getKey(), variable.getValue().asText()));
    }

    /** Returns the texts of a list, or the one text there is instead of it. */
    private static List<String> texts(JsonNode node) {
        List<String> texts = new ArrayList<>();
        if (node.isValueNode()) {
            texts.add(node.asText());
        }
        node.forEach(each -> texts.add(each.asText()));
        assertThat(texts).isNotEmpty();
        return texts;
    }

    private static List<MatchResult> matches(Pattern pattern, String text) {
        List<MatchResult> found = pattern.matcher(text).results().toList();
        assertThat(found).as(pattern.pattern()).isNotEmpty();
        return found;
    }

    /** The runner of GitHub Actions: files carry the path and the outputs from step to step. */
    static final class GitHubRunner {
        private static final Pattern EXPRESSION = Pattern.compile("\\$\\{\\{ ([\\w.]+) }}");

        boolean failed;
        private final CiJob job;
        private final Map<String, String> known = new LinkedHashMap<>(Map.of("vars.DEPLOYSTAT_URL", CiJob.ARCHIVE_URL));

        GitHubRunner(CiJob job) {
            this.job = job;
        }

        void run(JsonNode step) throws Exception {
            if (failed && !step.path("if").asText().equals("always()")) {
                return;
            }
            String action = step.path("uses").asText();
            if (step.has("run")) {
                exportAll(step.path("env"));
                emptyFiles();
                failed |= job.run(filledIn(step.path("run").asText()), "bash", "-e") != 0;
                read(step.path("id").asText());
            } else if (action.startsWith("aws-actions/configure-aws-credentials@")) {
                assertThat(step.at("/with/role-to-assume").asText()).startsWith("arn:aws:iam::");
                withKeys(job);
                job.environment.put("AWS_REGION", step.at("/with/aws-region").asText());
            } else {
                assertThat(action).startsWith("actions/upload-artifact@");
                job.keep(step.at("/with/path").asText());
            }
        }

        private void emptyFiles() throws IOException {
            for (String name : List.of("GITHUB_PATH", "GITHUB_OUTPUT")) {
                job.environment.put(name, Files.writeString(job.temp(name), "").toString());
            }
            job.environment.put(
                    "GITHUB_STEP_SUMMARY", job.temp("GITHUB_STEP_SUMMARY").toString());
        }

        void exportAll(JsonNode variables) {
            variables
                    .properties()
                    .forEach(variable -> job.environment.put(
                            variable.getKey(), filledIn(variable.getValue().asText())));
        }

        private void read(String step) throws IOException {
            for (String folder : Files.readAllLines(job.temp("GITHUB_PATH"))) {
                job.environment.put("PATH", folder + ":" + job.environment.get("PATH"));
            }
            outputs(Files.readString(job.temp("GITHUB_OUTPUT")))
                    .forEach((name, value) -> known.put("steps." + step + ".outputs." + name, value));
            job.environment.put("OUTPUTS_OF_" + step, Files.readString(job.temp("GITHUB_OUTPUT")));
        }

        private String filledIn(String text) {
            Function<MatchResult, String> value = found -> {
                // What a step that did not run would have written is empty.
                assertThat(known.containsKey(found.group(1)) || found.group(1).startsWith("steps.release.outputs."))
                        .as(found.group(1))
                        .isTrue();
                return Matcher.quoteReplacement(known.getOrDefault(found.group(1), ""));
            };
            return EXPRESSION.matcher(text).replaceAll(value);
        }

        /** Reads what a step put into its file of outputs: lines, and texts up to a line that they name before. */
        static Map<String, String> outputs(String file) {
            Map<String, String> outputs = new LinkedHashMap<>();
            List<String> lines = file.lines().toList();
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i);
                int equals = line.indexOf('=');
                int until = line.indexOf("<<");
                if (until >= 0 && (equals < 0 || until < equals)) {
                    int end = i + 1 + lines.subList(i + 1, lines.size()).indexOf(line.substring(until + 2));
                    assertThat(end).isGreaterThan(i);
                    outputs.put(line.substring(0, until), String.join("\n", lines.subList(i + 1, end)));
                    i = end;
                } else {
                    assertThat(equals).as(line).isPositive();
                    outputs.put(line.substring(0, equals), line.substring(equals + 1));
                }
            }
            return outputs;
        }
    }
}
