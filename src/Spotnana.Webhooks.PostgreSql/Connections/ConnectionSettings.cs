using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text.RegularExpressions;
using Npgsql;
using Spotnana.Webhooks.Settings;

namespace Spotnana.Webhooks.PostgreSql.Connections;

/// <summary>The operator's connection string, with this engine's defaults. It holds a password: no message quotes it.</summary>
internal static partial class ConnectionSettings
{
    public const string StringKey = "Inbox:PostgreSql:ConnectionString";
    public const string FileKey = "Inbox:PostgreSql:ConnectionStringFile";

    private const string DefaultSchema = "spotnana_webhooks";
    private const string Example = "Host=db;Database=webhooks;Username=webhooks;Password=…";

    // Below Intake:AckTimeout, so that whoever waits for an append still learns that it failed.
    private const int CommandSeconds = 15;
    private const int ConnectSeconds = 10;

    // A server allows 100 connections by default, and all replicas share them.
    private const int PoolSize = 20;

    /// <param name="connectionString">The value of <see cref="StringKey"/>.</param>
    /// <param name="connectionStringFile">The value of <see cref="FileKey"/>.</param>
    /// <param name="settings">The complete settings.</param>
    /// <param name="error">What is wrong and how to fix it.</param>
    public static bool TryRead(
        string connectionString, string connectionStringFile,
        [NotNullWhen(true)] out NpgsqlConnectionStringBuilder? settings, [NotNullWhen(false)] out string? error)
    {
        settings = null;
        if (!TryReadText(connectionString, connectionStringFile, out var key, out var text, out error))
            return false;

        if (OtherForm().IsMatch(text))
        {
            error = $"{key} is written in libpq's form. Npgsql wants name=value with ; between them: {Example}";
            return false;
        }

        try
        {
            settings = new NpgsqlConnectionStringBuilder(text);
        }
        catch (ArgumentException)
        {
            // The exception quotes from the string: it is not shown.
            error = $"{key} is not a connection string of Npgsql: pairs of name=value with ; between them, for example {Example}.";
            return false;
        }

        error = Complete(settings) is { } wrong ? $"{key} {wrong}" : null;
        return error is null;
    }

    /// <summary>
    /// The hosts beyond this machine that are reached without TLS, or only with TLS if they happen to offer it; empty when there is none.
    /// </summary>
    public static IReadOnlyList<string> HostsWithoutTls(NpgsqlConnectionStringBuilder settings) =>
        settings.SslMode is SslMode.Disable or SslMode.Allow or SslMode.Prefer
            ? [.. settings.Host!.Split(',', StringSplitOptions.TrimEntries).Where(IsElsewhere)]
            : [];

    /// <summary>Neither a folder of unix sockets, nor one in the abstract namespace, nor loopback; perhaps with a port.</summary>
    private static bool IsElsewhere(string host)
    {
        if (host.StartsWith('/') || host.StartsWith('@'))
            return false;
        var name = IPAddress.TryParse(host, out var address) ? address.ToString()
            : IPEndPoint.TryParse(host, out var endpoint) ? endpoint.Address.ToString()
            : host.Split(':')[0];
        return !name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            && !(IPAddress.TryParse(name, out var ip) && IPAddress.IsLoopback(ip));
    }

    private static bool TryReadText(
        string connectionString, string connectionStringFile, out string key, out string text, [NotNullWhen(false)] out string? error)
    {
        (key, text, error) = (StringKey, connectionString, null);
        if (!string.IsNullOrWhiteSpace(connectionStringFile))
        {
            if (!string.IsNullOrWhiteSpace(text))
            {
                error = $"{StringKey} and {FileKey} are both set. Leave one of them empty.";
                return false;
            }

            key = FileKey;
            error = SecretFile.Read(FileKey, connectionStringFile, out text);
            if (error is not null)
                return false;
            text = text.Trim();
        }

        error = !string.IsNullOrWhiteSpace(text) ? null
            : key == FileKey ? $"{FileKey} ({connectionStringFile}) is empty. Write the connection string into it, for example {Example}."
            : $"{StringKey} is empty. Set it, for example to {Example}, or name a file that holds it in {FileKey}.";
        return error is null;
    }

    /// <returns>What is wrong; null when all is well.</returns>
    private static string? Complete(NpgsqlConnectionStringBuilder settings)
    {
        if (string.IsNullOrWhiteSpace(settings.Host))
            return $"names no Host. Add one, for example {Example}.";
        if (string.IsNullOrEmpty(settings.SearchPath))
            settings.SearchPath = DefaultSchema;
        if (!SchemaName().IsMatch(settings.SearchPath))
            return "has a Search Path that is not one schema. Name one, in lower-case letters, digits and underscores, or leave it out.";

        Default("Command Timeout", () => settings.CommandTimeout = CommandSeconds);
        Default("Timeout", () => settings.Timeout = ConnectSeconds);
        Default("Maximum Pool Size", () => settings.MaxPoolSize = PoolSize);
        Default("Application Name", () => settings.ApplicationName = "spotnana-webhooks");
        Default("Max Auto Prepare", () => settings.MaxAutoPrepare = 100);
        Default("Auto Prepare Min Usages", () => settings.AutoPrepareMinUsages = 2);
        Default("Keepalive", () => settings.KeepAlive = 30);
        settings.NoResetOnClose = true; // a session keeps what Database has set it to
        settings.IncludeErrorDetail = false; // details quote rows
        settings.LogParameters = false;
        settings.PersistSecurityInfo = false;
        settings.Enlist = false;
        settings.Multiplexing = false; // transactions and listening need a connection of their own
        return null;

        void Default(string keyword, Action set)
        {
            if (!settings.ShouldSerialize(keyword))
                set();
        }
    }

    // A URL, or keywords with spaces between them, as psql takes both
    [GeneratedRegex(@"^\s*(postgres(ql)?://|(?=[^;]*$)\w+\s*=\s*('[^']*'|[^;\s']+)\s+\w+\s*=)", RegexOptions.IgnoreCase)]
    private static partial Regex OtherForm();

    // With what Listening adds, the name of the channel has at most 63 characters.
    [GeneratedRegex("^[a-z_][a-z0-9_]{0,57}$")]
    private static partial Regex SchemaName();
}
