package dev.deploystat.aws.config;

import dev.deploystat.model.Refusal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A profile, or a section that profiles refer to, with the place of every value. */
public final class Section {
    private final String name;
    private final Map<String, Setting> settings;
    private final Map<String, Map<String, Setting>> blocks;

    /**
     * Holds a section.
     *
     * @param settings what its keys are set to
     * @param blocks what the keys in the indented blocks under its keys are set to
     */
    Section(String name, Map<String, Setting> settings, Map<String, Map<String, Setting>> blocks) {
        this.name = name;
        this.settings = Map.copyOf(settings);
        this.blocks = Map.copyOf(blocks);
    }

    public String name() {
        return name;
    }

    /** Returns whether a key is there, be its value empty. */
    public boolean has(String key) {
        return settings.containsKey(key);
    }

    /**
     * Returns what a key is set to; empty when the key is not there or its value is empty.
     *
     * @throws Refusal when the value runs over several lines
     */
    public Optional<Setting> setting(String key) {
        Setting setting = settings.get(key);
        if (setting == null || setting.value().isEmpty()) {
            return Optional.empty();
        }
        if (setting.value().indexOf('\n') >= 0) {
            throw refusal(key, "'" + key + "' goes on in the line below it, which is indented");
        }
        return Optional.of(setting);
    }

    /** Returns the value of {@link #setting}. */
    public Optional<String> value(String key) {
        return setting(key).map(Setting::value);
    }

    /** Returns a value that may run over several lines. */
    public Optional<String> text(String key) {
        return Optional.ofNullable(settings.get(key)).map(Setting::value).filter(value -> !value.isBlank());
    }

    /** Returns what a key is set to in the indented block under another key. */
    Optional<Setting> nested(String block, String key) {
        return Optional.ofNullable(blocks.getOrDefault(block, Map.of()).get(key));
    }

    /** Returns the refusal to use the section for what one of its keys says. */
    public Refusal refusal(String key, String why) {
        Setting setting = settings.get(key);
        String place = setting == null ? "" : " (" + setting.place() + ")";
        return Refusal.file(
                "the profile '" + name + "' cannot be used: " + why + place, "Mend the file, and run it again.");
    }

    /** Returns a section with the keys of both; those of the other one win. */
    Section with(Section other) {
        Map<String, Setting> both = new LinkedHashMap<>(settings);
        both.putAll(other.settings);
        Map<String, Map<String, Setting>> bothBlocks = new LinkedHashMap<>(blocks);
        bothBlocks.putAll(other.blocks);
        return new Section(name, both, bothBlocks);
    }
}
