package dev.deploystat.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProblemTest {
    @ParameterizedTest
    @CsvSource({
        // The message says the code itself, or spells it out.
        "ResourceNotFound, resource not found, task: resource not found",
        "EssentialContainerExited, Essential container in task exited, task: Essential container in task exited",
        "AccessDenied, Access is denied, task: Access is denied",
        "UPDATE_FAILED, the update has failed, task: the update has failed",
        "TaskFailed, a task began and a task failed, task: a task began and a task failed",
        // It does not, or says its words by chance.
        "ScriptFailed, Script at specified location: start.sh failed, task: ScriptFailed: Script at specified location: start.sh failed",
        "EssentialContainerExited, container exited, task: EssentialContainerExited: container exited",
        "UPDATE_FAILED, it failed to update, task: UPDATE_FAILED: it failed to update",
        "OOM, out of room, task: OOM: out of room",
        "404, 404 bytes, task: 404: 404 bytes",
        "__, nothing to say, task: __: nothing to say"
    })
    void a_sentence_says_the_code_once(String code, String message, String sentence) {
        assertThat(new Problem("task", code, message).sentence()).isEqualTo(sentence);
    }
}
