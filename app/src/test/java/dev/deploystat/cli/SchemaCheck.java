package dev.deploystat.cli;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** Checks a document against a JSON Schema: {@code SchemaCheck SCHEMA DOCUMENT}. Ends with 1 when it does not fit. */
public final class SchemaCheck {
    private SchemaCheck() {}

    public static void main(String[] args) throws IOException {
        Set<ValidationMessage> faults = faults(Files.readString(Path.of(args[0])), Files.readString(Path.of(args[1])));
        faults.forEach(System.err::println);
        System.out.println(args[1] + (faults.isEmpty() ? " fits the schema" : " does not fit the schema"));
        System.exit(faults.isEmpty() ? 0 : 1);
    }

    static Set<ValidationMessage> faults(String schema, String document) {
        JsonSchema rules =
                JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schema);
        return rules.validate(document, InputFormat.JSON);
    }
}
