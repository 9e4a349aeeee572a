package dev.deploystat.aws.service.elasticbeanstalk;

import dev.deploystat.aws.adapter.Configuration;
import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.model.Change;
import java.util.List;
import software.amazon.awssdk.services.elasticbeanstalk.ElasticBeanstalkClient;
import software.amazon.awssdk.services.elasticbeanstalk.model.ApplicationVersionDescription;

/** What differs between two versions of an application. */
final class VersionChanges {
    private VersionChanges() {}

    static List<Change> between(
            Connection<ElasticBeanstalkClient> beanstalk, String application, String before, String after) {
        List<ApplicationVersionDescription> versions = beanstalk
                .client()
                .describeApplicationVersions(
                        request -> request.applicationName(application).versionLabels(before, after))
                .applicationVersions();
        return Configuration.between(described(versions, before), described(versions, after));
    }

    private static Configuration described(List<ApplicationVersionDescription> versions, String label) {
        Configuration configuration = new Configuration().shown("version label", label);
        versions.stream()
                .filter(version -> label.equals(version.versionLabel()))
                .forEach(version -> {
                    configuration.shown("description", version.description());
                    if (version.sourceBundle() != null) {
                        configuration.shown(
                                "source bundle",
                                "s3://" + version.sourceBundle().s3Bucket() + "/"
                                        + version.sourceBundle().s3Key());
                    }
                    if (version.sourceBuildInformation() != null) {
                        configuration.shown(
                                "source", version.sourceBuildInformation().sourceLocation());
                    }
                });
        return configuration;
    }
}
