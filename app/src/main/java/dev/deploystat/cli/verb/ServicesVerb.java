package dev.deploystat.cli.verb;

import dev.deploystat.aws.adapter.Adapter;
import dev.deploystat.aws.adapter.NativeState;
import dev.deploystat.cli.option.OptionGroup;
import dev.deploystat.cli.run.Console;
import dev.deploystat.cli.run.Exit;
import dev.deploystat.model.ServiceInfo;
import dev.deploystat.model.TargetForm;
import dev.deploystat.render.Display;
import dev.deploystat.render.Format;
import dev.deploystat.render.Page;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** What is supported: services, target forms, statuses and their mapping, permissions, ends of life. */
public final class ServicesVerb implements Verb {
    @Override
    public String summary() {
        return "Lists the supported services, or describes one.";
    }

    @Override
    public void declare(CommandSpec spec) {
        spec.addPositional(PositionalParamSpec.builder()
                .type(String.class)
                .arity("0..1")
                .paramLabel("SERVICE")
                .description("The service to describe.")
                .build());
    }

    @Override
    public Set<OptionGroup> groups() {
        return Set.of(OptionGroup.OUTPUT, OptionGroup.COLOR);
    }

    @Override
    public List<String> examples() {
        return List.of("deploystat services", "deploystat services ecs", "deploystat services -o markdown");
    }

    @Override
    public int run(Invocation call) {
        String name = call.parsed().matchedPositionalValue(0, (String) null);
        Format format = call.options().format();
        LocalDate today = LocalDate.ofInstant(call.clock().now(), ZoneOffset.UTC);
        boolean page = (format == Format.TABLE || format == Format.WIDE)
                && !call.options().hasQuery();
        if (name == null) {
            List<ServiceInfo> services = endedLast(call.adapters().all());
            call.output()
                    .data(services.stream()
                            .flatMap(service -> page
                                    ? forms(service, today, format == Format.WIDE).stream()
                                    : Stream.of(row(service, today)))
                            .toList());
            return Exit.OK;
        }
        Adapter<?> adapter =
                call.adapters().adapter(call.targets().service(name).id()).orElseThrow();
        if (page) {
            Console console = call.console();
            Display look = call.options()
                    .look(console, console.outIsTerminal(), call.clock().now());
            ServicePage.write(Page.on(console.out(), look), adapter, today);
        } else {
            call.output().data(format.isTabular() ? states(adapter) : full(adapter, today));
        }
        return Exit.OK;
    }

    private static List<ServiceInfo> endedLast(List<ServiceInfo> services) {
        return Stream.concat(
                        services.stream().filter(service -> service.endOfLife() == null),
                        services.stream().filter(service -> service.endOfLife() != null))
                .toList();
    }

    /** Returns a row for each form of a target, as it is written; the first one says whether the service has ended. */
    private static List<Map<String, Object>> forms(ServiceInfo service, LocalDate today, boolean wide) {
        List<Map<String, Object>> rows = new ArrayList<>();
        String end = ServicePage.endOfLife(service, today);
        for (TargetForm form : service.commonFormsFirst()) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("target", service.id() + ":" + form.display());
            if (wide) {
                row.put("alias", String.join(", ", service.aliases()));
                row.put("pin", service.pin() == null ? "" : "#" + service.pin());
                row.put("service", service.title());
            }
            row.put("means", rows.isEmpty() && !end.isEmpty() ? form.about() + ". " + end : form.about());
            rows.add(row);
        }
        return rows;
    }

    private static Map<String, Object> row(ServiceInfo service, LocalDate today) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("service", service.id());
        row.put("alias", String.join(", ", service.aliases()));
        row.put("title", service.title());
        row.put(
                "targets",
                String.join(
                        ", ",
                        service.commonFormsFirst().stream()
                                .map(TargetForm::display)
                                .toList()));
        row.put("pin", service.pin() == null ? "" : "#" + service.pin());
        row.put("note", ServicePage.endOfLife(service, today));
        return row;
    }

    private static List<Map<String, Object>> states(Adapter<?> adapter) {
        return adapter.states().stream().map(ServicesVerb::state).toList();
    }

    private static Map<String, Object> state(NativeState state) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("of", state.kind());
        row.put("native", state.word());
        row.put("status", state.status().name());
        row.put("note", state.note());
        return row;
    }

    private static Map<String, Object> full(Adapter<?> adapter, LocalDate today) {
        ServiceInfo service = adapter.info();
        Map<String, Object> all = new LinkedHashMap<>(row(service, today));
        all.put("about", service.about());
        all.put("revision", service.revisionWord());
        all.put("actions", service.actions());
        all.put("milestones", adapter.milestones());
        all.put("states", states(adapter));
        return all;
    }
}
