package dev.tracemap.server;

import dev.tracemap.store.Store;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.Supplier;

/// A store that is opened by the first question put to it, because listing the tools needs none and a process
/// that does not own the directory must not open it.
final class DeferredStore {
    private DeferredStore() {}

    static Store of(Supplier<Store> opened) {
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(),
                new Class<?>[] {Store.class},
                (_, method, arguments) -> call(opened.get(), method, arguments));
    }

    private static Object call(Store store, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(store, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
