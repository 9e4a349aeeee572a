package software.amazon.awssdk.regions;

/**
 * Takes the place of the SDK's class of this name, which sets up what is known of all 310 AWS services to answer for the
 * one that is called: a tenth of a start. This one loads the one it is asked for; a test holds its answers to the SDK's.
 */
public final class GeneratedServiceMetadataProvider implements ServiceMetadataProvider {
    private static final String GENERATED = "software.amazon.awssdk.regions.servicemetadata.";

    @Override
    public ServiceMetadata serviceMetadata(String endpointPrefix) {
        String name = endpointPrefix.equals("s3") ? "EnhancedS3" : inPascalCase(endpointPrefix);
        try {
            return Class.forName(GENERATED + name + "ServiceMetadata")
                    .asSubclass(ServiceMetadata.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            // As the SDK does: nothing special is known of this service.
            return null;
        }
    }

    private static String inPascalCase(String endpointPrefix) {
        StringBuilder name = new StringBuilder();
        boolean startsWord = true;
        for (int i = 0; i < endpointPrefix.length(); i++) {
            char c = endpointPrefix.charAt(i);
            if (c == '-' || c == '.') {
                startsWord = true;
            } else {
                name.append(startsWord ? Character.toUpperCase(c) : c);
                startsWord = false;
            }
        }
        return name.toString();
    }
}
