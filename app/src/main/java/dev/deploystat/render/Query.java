package dev.deploystat.render;

import dev.deploystat.data.Plain;
import dev.deploystat.model.Refusal;
import io.burt.jmespath.Expression;
import io.burt.jmespath.JmesPathException;
import io.burt.jmespath.jcf.JcfRuntime;
import io.burt.jmespath.parser.ParseException;

/** A JMESPath expression over plain data. */
final class Query {
    private static final String HINT = "JMESPath is what 'aws --query' takes; quote it for the shell:"
            + " --query 'deployments[].[target,status]'";

    private final String text;
    private final Expression<Object> expression;

    /**
     * Reads an expression.
     *
     * @throws Refusal when it is none
     */
    Query(String text) {
        this.text = text;
        try {
            expression = new JcfRuntime().compile(text);
        } catch (StackOverflowError e) {
            throw tooDeep();
        } catch (ParseException e) {
            StringBuilder why = new StringBuilder();
            e.forEach(error -> why.append(why.isEmpty() ? "" : "; ")
                    .append(error.message())
                    .append(" at position ")
                    .append(error.position()));
            throw Refusal.usage(
                    "--query '" + Text.visible(text) + "' is not JMESPath: " + Text.visible(why.toString()), HINT);
        } catch (JmesPathException e) {
            throw unfit(e);
        }
    }

    /**
     * Returns what the expression finds.
     *
     * @throws Refusal when a function of it does not take what is there
     */
    Object of(Object plain) {
        try {
            return Plain.of(expression.search(plain));
        } catch (StackOverflowError e) {
            throw tooDeep();
        } catch (JmesPathException e) {
            throw unfit(e);
        }
    }

    /** The parser, and what walks through what it has parsed, call themselves for each level. */
    private static Refusal tooDeep() {
        return Refusal.usage("the expression of --query is nested too deeply", HINT);
    }

    private Refusal unfit(JmesPathException e) {
        return Refusal.usage(
                "--query '" + Text.visible(text) + "' does not fit the result: " + Text.visible(e.getMessage()), HINT);
    }
}
