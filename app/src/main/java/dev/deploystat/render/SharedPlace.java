package dev.deploystat.render;

import dev.deploystat.gate.Observation;
import dev.deploystat.model.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Where all rows of a table are: what they share is said once above them, and left out of each. */
final class SharedPlace {
    private final String region;
    private final String profile;
    private final String account;
    private final String role;
    private final boolean oneProfile;

    private SharedPlace(String region, String profile, String account, String role, boolean oneProfile) {
        this.region = region;
        this.profile = profile;
        this.account = account;
        this.role = role;
        this.oneProfile = oneProfile;
    }

    /** Returns what rows share; of an account that is known of some rows only, nothing is said. */
    static SharedPlace of(List<Observation> rows) {
        if (rows.isEmpty()) {
            return new SharedPlace(null, null, null, null, false);
        }
        Target first = rows.get(0).target();
        String region = first.region();
        String account = Entry.account(rows.get(0));
        String role = first.role();
        boolean oneProfile = true;
        for (Observation row : rows) {
            region = Objects.equals(region, row.target().region()) ? region : null;
            account = Objects.equals(account, Entry.account(row)) ? account : null;
            role = Objects.equals(role, row.target().role()) ? role : null;
            oneProfile &= Objects.equals(first.profile(), row.target().profile());
        }
        // A target that names its profile names its region with it.
        return new SharedPlace(
                oneProfile ? region : null, oneProfile ? first.profile() : null, account, role, oneProfile);
    }

    /** Returns whether a column says of every row what stands above them. */
    boolean says(Column column) {
        return switch (column) {
            case REGION -> region != null;
            case PROFILE -> profile != null;
            case ACCOUNT -> account != null;
            case ROLE -> role != null;
            default -> false;
        };
    }

    /** Returns the line above the rows, or null when they share nothing. */
    String line() {
        List<String> facts = new ArrayList<>();
        add(facts, "region ", region);
        add(facts, "account ", account);
        add(facts, "profile ", profile);
        add(facts, "role ", role);
        return facts.isEmpty() ? null : String.join(", ", facts);
    }

    private static void add(List<String> facts, String name, String fact) {
        if (fact != null) {
            facts.add(name + Text.visible(fact));
        }
    }

    /** Returns the target without what stands above it. A row that came too late to be looked at first may differ. */
    String without(Target target) {
        if (!oneProfile || !Objects.equals(profile, target.profile())) {
            return (role == null ? target : target.assuming(null)).shown();
        }
        boolean isHere = region != null && region.equals(target.region());
        return new Target(
                        target.service(),
                        target.resource(),
                        target.fields(),
                        target.deployment(),
                        null,
                        isHere ? null : target.region(),
                        null,
                        role == null ? target.role() : null)
                .shown();
    }
}
