package dev.deploystat.aws.config;

import dev.deploystat.model.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The AWS configuration and credentials files, where the environment puts them, read by the AWS CLI's rules. They are read
 * again when either changes, so that a profile logged in again meanwhile is picked up.
 */
public final class Profiles {
    /** The profile that is used where none is named. */
    public static final String DEFAULT = "default";

    /** What to do when a profile is not there. */
    public static final String LISTING = "'aws configure list-profiles' shows the profiles there are.";

    private static final String MEND = "Mend the file, and run it again.";
    private static final Pattern VARIABLE = Pattern.compile("\\$(?:\\{(\\w+)}|(\\w+))");

    private final Path configPath;
    private final Path credentialsPath;
    private List<Optional<Stamp>> seen;
    private List<Optional<String>> texts;
    private Contents contents;

    /** What distinguishes one state of a file from another; one that takes its place at the same moment has another key. */
    private record Stamp(FileTime modified, long size, Object key) {}

    public Profiles(AwsOptions options) {
        configPath = path(options, "AWS_CONFIG_FILE", "config");
        credentialsPath = path(options, "AWS_SHARED_CREDENTIALS_FILE", "credentials");
    }

    /**
     * Returns a profile of both files together; what the credentials file says wins.
     *
     * @throws Refusal when something is wrong where the profile stands
     */
    public Optional<Section> find(String name) {
        Contents now = contents();
        now.refuseFault(name);
        Section config = now.profiles.get(name);
        Section credentials = now.credentials.get(name);
        return config == null || credentials == null
                ? Optional.ofNullable(config == null ? credentials : config)
                : Optional.of(config.with(credentials));
    }

    /** Returns the names of the profiles in both files, also of those that cannot be used. */
    public Set<String> names() {
        Set<String> names = new TreeSet<>(contents().profiles.keySet());
        names.addAll(contents().credentials.keySet());
        return names;
    }

    /** Returns the region that a profile sets, also of one that cannot be used. */
    public Optional<String> region(String name) {
        return Optional.ofNullable(contents().profiles.get(name)).flatMap(section -> section.text("region"));
    }

    /** Returns the state of the files: another object whenever one of them has changed. */
    public Object state() {
        return contents();
    }

    /** Returns a profile as the credentials file alone has it. */
    public Optional<Section> inCredentialsFile(String name) {
        return Optional.ofNullable(contents().credentials.get(name));
    }

    /** Returns a profile as the configuration file alone has it. */
    public Optional<Section> inConfigFile(String name) {
        return Optional.ofNullable(contents().profiles.get(name));
    }

    /** Returns a section {@code [sso-session NAME]}. */
    public Optional<Section> session(String name) {
        return contents().other("sso-session", name);
    }

    /** Returns a section {@code [services NAME]}. */
    Optional<Section> services(String name) {
        return contents().other("services", name);
    }

    /** Returns what to say of a profile that is in neither file. */
    public String absence(String name) {
        String stray = contents().stray;
        return "there is no profile '" + name + "' in the AWS configuration files"
                + (stray == null ? "" : "; " + stray + " stands in no section");
    }

    private static Path path(AwsOptions options, String variable, String name) {
        String given = options.variable(variable);
        if (given == null) {
            return Path.of(options.home(), ".aws", name);
        }
        String expanded =
                VARIABLE.matcher(given).replaceAll(reference -> Matcher.quoteReplacement(expanded(reference, options)));
        return options.path(expanded);
    }

    private static String expanded(MatchResult reference, AwsOptions options) {
        String name = reference.group(1) == null ? reference.group(2) : reference.group(1);
        String value = options.environment().apply(name);
        return value == null ? reference.group() : value;
    }

    private synchronized Contents contents() {
        List<Optional<Stamp>> stamps = List.of(stamp(configPath), stamp(credentialsPath));
        if (!stamps.equals(seen)) {
            List<Optional<String>> read = List.of(
                    stamps.get(0).flatMap(there -> text(configPath)),
                    stamps.get(1).flatMap(there -> text(credentialsPath)));
            // A file written again as it was is no reason to get new credentials.
            if (!read.equals(texts)) {
                contents = new Contents();
                read.get(0).ifPresent(text -> contents.addConfig(ConfigFile.parse(configPath.toString(), text)));
                read.get(1)
                        .ifPresent(text -> contents.addCredentials(ConfigFile.parse(credentialsPath.toString(), text)));
                texts = read;
            }
            seen = stamps;
        }
        return contents;
    }

    private static Optional<Stamp> stamp(Path path) {
        try {
            BasicFileAttributes there = Files.readAttributes(path, BasicFileAttributes.class);
            return there.isRegularFile() && Files.isReadable(path)
                    ? Optional.of(new Stamp(there.lastModifiedTime(), there.size(), there.fileKey()))
                    : Optional.empty();
        } catch (IOException e) {
            // It is not there, or went away between the two questions.
            return Optional.empty();
        }
    }

    private static Optional<String> text(Path path) {
        try {
            // Bytes that are no text are replaced, and spoil the section they are in.
            return Optional.of(new String(Files.readAllBytes(path), StandardCharsets.UTF_8));
        } catch (IOException e) {
            // As above.
            return Optional.empty();
        }
    }

    /** What both files hold. */
    private static final class Contents {
        private final Map<String, Section> profiles = new HashMap<>();
        private final Map<String, Section> credentials = new HashMap<>();
        private final Map<List<String>, Section> others = new HashMap<>();
        private final Map<String, String> faults = new HashMap<>();
        private final Map<List<String>, String> otherFaults = new HashMap<>();
        /** Sections that give no name to a profile, by the name they may be meant to give. */
        private final Map<String, String> misnamed = new HashMap<>();

        private String stray;

        private void addConfig(ConfigFile file) {
            noteStray(file);
            for (ConfigFile.RawSection raw : file.sections()) {
                String header = raw.header();
                if (header.equals(DEFAULT)) {
                    put(file, raw, DEFAULT);
                } else if (header.startsWith("profile")) {
                    name(header).ifPresentOrElse(name -> put(file, raw, name), () -> misname(file, raw, "profile"));
                } else if (header.startsWith("sso-session")) {
                    name(header).ifPresent(name -> putOther(file, raw, "sso-session", name));
                } else if (header.startsWith("services")) {
                    name(header).ifPresent(name -> putOther(file, raw, "services", name));
                } else {
                    misname(file, raw, "");
                }
            }
        }

        /** A later section of the same name stands for the earlier one; two that are written alike are a fault. */
        private void put(ConfigFile file, ConfigFile.RawSection raw, String name) {
            profiles.put(name, file.section(raw, name));
            file.fault(raw).ifPresentOrElse(fault -> faults.put(name, fault), () -> faults.remove(name));
        }

        private void putOther(ConfigFile file, ConfigFile.RawSection raw, String kind, String name) {
            others.put(List.of(kind, name), file.section(raw, name));
            file.fault(raw).ifPresent(fault -> otherFaults.put(List.of(kind, name), fault));
        }

        private void misname(ConfigFile file, ConfigFile.RawSection raw, String word) {
            String first = raw.header().split("]", 2)[0];
            String meant = Blanks.strip(first.substring(word.length())).replaceAll("^[\"']|[\"']$", "");
            boolean isPlain = meant.matches("[\\w.@/+:-]+");
            misnamed.put(
                    meant,
                    "[" + raw.header() + "] names no profile; write [profile " + (isPlain ? meant : "\"" + meant + "\"")
                            + "] (" + file.place(raw.line()) + ")");
        }

        private void addCredentials(ConfigFile file) {
            noteStray(file);
            for (ConfigFile.RawSection raw : file.sections()) {
                credentials.put(raw.header(), file.section(raw, raw.header()));
                file.fault(raw).ifPresent(fault -> faults.put(raw.header(), fault));
            }
        }

        private void noteStray(ConfigFile file) {
            if (stray == null && file.stray() > 0) {
                stray = file.place(file.stray());
            }
        }

        /** Returns the name in a header of two words. */
        private static Optional<String> name(String header) {
            return ShellWords.split(header).filter(words -> words.size() == 2).map(words -> words.get(1));
        }

        private Optional<Section> other(String kind, String name) {
            String fault = otherFaults.get(List.of(kind, name));
            if (fault != null) {
                throw Refusal.file("[" + kind + " " + name + "] cannot be used: " + fault, MEND);
            }
            return Optional.ofNullable(others.get(List.of(kind, name)));
        }

        private void refuseFault(String name) {
            String fault = faults.get(name);
            boolean isMisnamed = !profiles.containsKey(name) && !credentials.containsKey(name);
            if (fault == null && isMisnamed) {
                fault = misnamed.get(name);
            }
            if (fault != null) {
                throw Refusal.file("the profile '" + name + "' cannot be used: " + fault, MEND);
            }
        }
    }
}
