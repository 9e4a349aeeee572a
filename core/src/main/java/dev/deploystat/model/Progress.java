package dev.deploystat.model;

/**
 * How far a deployment is.
 *
 * @param done how many units are finished
 * @param total how many there are, or 0 when unknown
 * @param unit what is counted, in the plural: {@code tasks}, {@code instances}; of a share of a
 *     hundred it begins with the sign: {@code % of calls}
 * @param percent 0 to 100, or null when neither the service nor the counts give it
 */
public record Progress(long done, long total, String unit, Integer percent) {

    /** Returns the progress of counted units; the percentage follows from the counts. */
    public static Progress of(long done, long total, String unit) {
        Integer percent = total <= 0 ? null : (int) Math.max(0, Math.min(100, done * 100.0 / total));
        return new Progress(done, total, unit, percent);
    }

    /** Returns whether it is a share of a hundred, and not a count. */
    public boolean isShare() {
        return unit != null && unit.startsWith("%");
    }
}
