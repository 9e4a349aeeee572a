package dev.deploystat.model;

import java.time.LocalDate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an adapter declares about its service. Commands, options, help, policies and documentation follow from it.
 *
 * @param id the name in targets and commands
 * @param aliases other names of it
 * @param title the name the vendor gives it
 * @param about what counts as a deployment here, in one sentence
 * @param forms the ways to write a resource; the first one that matches is taken
 * @param arns the ARNs that name a target
 * @param pin the option that names one deployment ({@code deployment-id}), or null where a target is its deployment
 * @param revisionWord what {@code --revision} is compared with, in the service's term
 * @param batchSize how many targets one describe call takes
 * @param actions the IAM action of each call the adapter makes, with what it is for
 * @param missing error codes that mean "not there" although they do not look like it
 * @param endOfLife when and how the service ended, or null
 */
public record ServiceInfo(
        String id,
        List<String> aliases,
        String title,
        String about,
        List<TargetForm> forms,
        List<ArnForm> arns,
        String pin,
        String revisionWord,
        int batchSize,
        Map<String, String> actions,
        Set<String> missing,
        EndOfLife endOfLife) {

    /**
     * The end of a service.
     *
     * @param on the day it ended or ends; null when the vendor named none
     * @param instead what to use now
     */
    public record EndOfLife(LocalDate on, String instead) {}

    /** Returns the names of all options that name a target, in the order of the forms. */
    public Set<String> options() {
        Set<String> names = new LinkedHashSet<>();
        forms.forEach(form -> names.addAll(form.fields()));
        if (pin != null) {
            names.add(pin);
        }
        return names;
    }
}
