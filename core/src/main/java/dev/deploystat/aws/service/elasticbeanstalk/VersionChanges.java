package dev.deploystat.aws.service.elasticbeanstalk;

import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.RevisionContents;
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
        return RevisionContents.between(described(versions, before), described(versions, after));
    }

    private static RevisionContents described(List<ApplicationVersionDescription> versions, String label) {
        RevisionContents contents = new RevisionContents().shown("version label", label);
        versions.stream()
                .filter(version -> label.equals(version.versionLabel()))
                .forEach(version -> {
                    contents.shown("description", version.description());
                    if (version.sourceBundle() != null) {
                        contents.shown(
                                "source bundle",
                                "s3://" + version.sourceBundle().s3Bucket() + "/"
                                        + version.sourceBundle().s3Key());
                    }
                    if (version.sourceBuildInformation() != null) {
                        contents.shown(
                                "source", version.sourceBuildInformation().sourceLocation());
                    }
                });
        return contents;
    }
}
