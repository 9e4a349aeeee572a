package software.amazon.awssdk.regions;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GeneratedServiceMetadataProviderTest {
    private static final String NAME = "software.amazon.awssdk.regions.GeneratedServiceMetadataProvider";

    @Test
    void every_service_that_the_sdk_knows_has_the_same_class() throws Exception {
        Map<String, ServiceMetadata> known = knownToTheSdk();
        ServiceMetadataProvider ours = new GeneratedServiceMetadataProvider();

        assertThat(known).hasSizeGreaterThan(300);
        known.forEach((prefix, metadata) ->
                assertThat(ours.serviceMetadata(prefix)).as(prefix).hasSameClassAs(metadata));
    }

    @Test
    void a_service_the_sdk_does_not_know_has_none() {
        assertThat(new GeneratedServiceMetadataProvider().serviceMetadata("no-such.service"))
                .isNull();
    }

    @Test
    void the_sdk_uses_this_class() {
        assertThat(ServiceMetadata.of("ecs").signingRegion(Region.EU_WEST_1)).isEqualTo(Region.EU_WEST_1);
        assertThat(GeneratedServiceMetadataProvider.class.getProtectionDomain().getCodeSource())
                .isNotEqualTo(Region.class.getProtectionDomain().getCodeSource());
    }

    /** The SDK's class of the same name, out of its own jar. */
    @SuppressWarnings("unchecked")
    private static Map<String, ServiceMetadata> knownToTheSdk() throws Exception {
        String jar = Region.class.getProtectionDomain().getCodeSource().getLocation() + "";
        ClassLoader stock = new ClassLoader(Region.class.getClassLoader()) {
            @Override
            protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                return name.equals(NAME) ? findClass(name) : super.loadClass(name, resolve);
            }

            @Override
            protected Class<?> findClass(String name) throws ClassNotFoundException {
                String entry = "jar:" + jar + "!/" + name.replace('.', '/') + ".class";
                try (InputStream in = java.net.URI.create(entry).toURL().openStream()) {
                    byte[] bytes = in.readAllBytes();
                    return defineClass(name, bytes, 0, bytes.length);
                } catch (IOException e) {
                    throw new ClassNotFoundException(name, e);
                }
            }
        };
        Field field = stock.loadClass(NAME).getDeclaredField("SERVICE_METADATA");
        field.setAccessible(true);
        return (Map<String, ServiceMetadata>) field.get(null);
    }
}
