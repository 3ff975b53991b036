package dev.tracemap.store;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Where a ClickHouse store lies: `clickhouse://user@host:8123/database?cluster=name`, or `clickhouses://` for TLS.
///
/// @param cluster tables are made on every host of this cluster and replicated; absent = on the one host
public record ClickHouseAddress(
        String host,
        int port,
        String database,
        String user,
        boolean tls,
        @Nullable String cluster) {
    private static final int PLAIN_PORT = 8123;
    private static final int TLS_PORT = 8443;
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*");
    private static final String FORM = "; write clickhouse://user@host:8123/database, clickhouses:// or ?ssl=true for"
            + " TLS, ?cluster=name for replicated tables; the password comes from CLICKHOUSE_PASSWORD";

    public ClickHouseAddress {
        named("database", database);
        if (cluster != null) {
            named("cluster", cluster);
        }
    }

    private static void named(String what, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("the " + what + " '" + name + "' is not a name" + FORM);
        }
    }

    /// Without a user `default`, without a database `tracemap`, without a port that of the protocol.
    ///
    /// @throws IllegalArgumentException saying what cannot be used; a password in the address is refused
    public static ClickHouseAddress parse(String text) {
        URI address;
        try {
            address = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the store's address cannot be read" + FORM, e);
        }
        boolean tls = "clickhouses".equals(address.getScheme());
        if ((!tls && !"clickhouse".equals(address.getScheme())) || address.getHost() == null) {
            throw new IllegalArgumentException("the store's address is none of ClickHouse" + FORM);
        }
        String cluster = null;
        for (String option : address.getRawQuery() == null
                ? new String[0]
                : address.getRawQuery().split("&", -1)) {
            String value = URLDecoder.decode(option.substring(option.indexOf('=') + 1), StandardCharsets.UTF_8);
            switch (option.replaceFirst("=.*", "")) {
                case "ssl" -> tls |= Boolean.parseBoolean(value);
                case "cluster" -> cluster = value;
                default -> throw new IllegalArgumentException("the option '" + option + "' is not known" + FORM);
            }
        }
        int port = address.getPort() >= 0 ? address.getPort() : tls ? TLS_PORT : PLAIN_PORT;
        String path = address.getPath() == null ? "" : address.getPath().replaceFirst("^/", "");
        return new ClickHouseAddress(
                address.getHost(), port, path.isEmpty() ? "tracemap" : path, user(address), tls, cluster);
    }

    private static String user(URI address) {
        String user = address.getUserInfo();
        if (user != null && user.contains(":")) {
            throw new IllegalArgumentException("the store's address holds a password" + FORM);
        }
        return user == null || user.isEmpty() ? "default" : user;
    }

    /// Another database of the same server.
    public ClickHouseAddress within(String other) {
        return new ClickHouseAddress(host, port, other, user, tls, cluster);
    }

    /// For the driver, which speaks HTTP.
    ///
    /// @param within the database in which names are looked up
    String url(String within) {
        return "jdbc:clickhouse:" + (tls ? "https" : "http") + "://" + host + ":" + port + "/" + within;
    }

    /// What the driver and the server are told with each request.
    Properties properties(@Nullable String password) {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        if (password != null) {
            properties.setProperty("password", password);
        }
        properties.setProperty("ssl", Boolean.toString(tls));
        // The driver's own compression needs a library that we do not ship.
        properties.setProperty("compress", "false");
        properties.setProperty("beta.row_binary_for_simple_insert", "true");
        // Acknowledged means written, not queued.
        setting(properties, "async_insert", "0");
        setting(properties, "final", "1");
        setting(properties, "do_not_merge_across_partitions_select_final", "1");
        setting(properties, "prefer_column_name_to_alias", "1");
        // A deletion is over when it is done, on every replica. It asks tables that do not change meanwhile.
        setting(properties, "mutations_sync", "2");
        setting(properties, "allow_nondeterministic_mutations", "1");
        // A query may name thousands of ids, an import may reach over decades.
        setting(properties, "max_query_size", "1000000000");
        setting(properties, "max_partitions_per_insert_block", "0");
        return properties;
    }

    private static void setting(Properties properties, String name, String value) {
        properties.setProperty("clickhouse_setting_" + name, value);
    }

    /// Without anything secret.
    @Override
    public String toString() {
        return (tls ? "clickhouses://" : "clickhouse://") + user + "@" + host + ":" + port + "/" + database
                + (cluster == null ? "" : "?cluster=" + cluster);
    }
}
