package dev.deploystat.aws.service.appconfig;

/**
 * Where the deployments of a target are.
 *
 * @param application the id of the application
 * @param environment the id of the environment
 * @param profile the configuration profile that a version without a name belongs to: the one that the target names, or
 *     the only one there is; null where there are several
 * @param isOfProfile whether the target means deployments of that profile only
 */
record Destination(String application, String environment, Named profile, boolean isOfProfile) {
    /** Returns the environment for all its profiles. */
    Destination whole() {
        return new Destination(application, environment, null, false);
    }

    /**
     * Returns whether the target means a deployment.
     *
     * @param profileId the id of the profile that is deployed, or null where a reply has its name only
     */
    boolean holds(String profileId, String profileName) {
        return !isOfProfile || isOfTheProfile(profileId, profileName);
    }

    /** Returns whether a deployment is of the one profile that a version without a name belongs to. */
    boolean isOfTheProfile(String profileId, String profileName) {
        if (profile == null) {
            return false;
        }
        return profileId != null
                ? profileId.equals(profile.id())
                : profileName != null && profileName.equals(profile.name());
    }
}
