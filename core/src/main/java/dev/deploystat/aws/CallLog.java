package dev.deploystat.aws;

import dev.deploystat.aws.adapter.ErrorCodes;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.ServiceInfo;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/** Keeps of one service which of its actions a run was allowed to call, and which it was denied. */
public final class CallLog implements ExecutionInterceptor {
    private final ServiceInfo service;
    private final Set<String> allowed = new ConcurrentSkipListSet<>();
    private final Set<String> denied = new ConcurrentSkipListSet<>();

    CallLog(ServiceInfo service) {
        this.service = service;
    }

    @Override
    public void afterExecution(Context.AfterExecution call, ExecutionAttributes attributes) {
        allowed.add(action(attributes));
    }

    /** A service that answers with another error has let the caller in. */
    @Override
    public void onExecutionFailure(Context.FailedExecution call, ExecutionAttributes attributes) {
        AwsServiceException answered = ErrorCodes.find(call.exception(), AwsServiceException.class);
        if (answered == null) {
            return;
        }
        ErrorKind kind = ErrorCodes.kind(answered, service);
        if (kind == ErrorKind.DENIED) {
            denied.add(action(attributes));
        } else if (kind == ErrorKind.NOT_FOUND || kind == ErrorKind.INVALID) {
            allowed.add(action(attributes));
        }
    }

    private String action(ExecutionAttributes attributes) {
        String operation = attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME);
        return service.actionOf(operation).orElse(service.id() + ":" + operation);
    }

    /** Returns the actions that were called, allowed or not. */
    public Set<String> called() {
        Set<String> called = new TreeSet<>(allowed);
        called.addAll(denied);
        return called;
    }

    /** Returns the actions that were denied at least once. */
    public Set<String> denied() {
        return new TreeSet<>(denied);
    }

    /** Returns the declared actions that were not called, so that nothing is known of them. */
    public Set<String> untried() {
        Set<String> rest = new TreeSet<>(service.actions().keySet());
        rest.removeAll(called());
        return rest;
    }
}
