using Microsoft.Extensions.Logging;
using Npgsql;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.PostgreSql.Connections;
using Spotnana.Webhooks.PostgreSql.Schema;
using Spotnana.Webhooks.Telemetry;

namespace Spotnana.Webhooks.PostgreSql;

public sealed partial class PostgreSqlInbox
{
    private const string SettingSql = "SELECT current_setting($1)";

    private static readonly string[] SettingsForDurability = ["fsync", "full_page_writes"];

    private readonly bool _isAlone;
    private readonly SslMode _sslMode;
    private IReadOnlyList<string> _hostsWithoutTls;
    private readonly FailureLines _openingLines;
    private bool _isOpen;

    /// <summary>Connects and brings the schema up to date; several replicas may do so at once.</summary>
    /// <returns>False while the database cannot be reached, or the inbox is being moved: call again later.</returns>
    /// <exception cref="InboxStartException">The database refuses, or is of a newer version. The message says what to do.</exception>
    public async Task<bool> TryOpenAsync(CancellationToken cancellationToken)
    {
        if (_isOpen)
            return true;
        WarnOfPlainConnections();

        try
        {
            await using var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
            await PostgreSqlSchema.OpenAsync(connection, _database.Schema, _bodies.Keys, cancellationToken).ConfigureAwait(false);
            await WarnOfDangerousServerAsync(connection, cancellationToken).ConfigureAwait(false);
            if (!await _listening.TryStartAsync(cancellationToken).ConfigureAwait(false))
            {
                if (_openingLines.Fails("", out _))
                {
                    Log.Busy(_logger, _isAlone
                        ? "a service uses it (its sessions are in pg_stat_activity as spotnana-webhooks)"
                        : "inbox export or import is moving it");
                }

                return false;
            }
        }
        catch (Exception failure) when (PostgreSqlFailure.IsSettings(failure))
        {
            throw new InboxStartException(
                $"The inbox database cannot be used: {PostgreSqlFailure.Describe(failure)}. " +
                $"Fix {ConnectionSettings.StringKey} (or {ConnectionSettings.FileKey}), or the rights of its role: " +
                "the first start of a release needs the schema's owner. Nothing was changed.",
                failure);
        }
        catch (Exception failure) when (PostgreSqlFailure.IsInfrastructure(failure))
        {
            if (_openingLines.Fails("", out _))
                Log.NotReached(_logger, PostgreSqlFailure.Describe(failure));
            return false;
        }

        _isOpen = true;
        _announcing.Start();
        return true;
    }

    /// <summary>Once, and before the first connection.</summary>
    private void WarnOfPlainConnections()
    {
        foreach (var host in _hostsWithoutTls)
            Log.Plain(_logger, host, _sslMode);
        _hostsWithoutTls = [];
    }

    private async Task WarnOfDangerousServerAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        foreach (var setting in SettingsForDurability)
        {
            var value = await connection.ReadAsync(
                row => row.GetString(0), new(SettingSql, Values.Of(setting)), cancellationToken).ConfigureAwait(false);
            if (value is ["off"])
                Log.DangerousServer(_logger, setting);
        }
    }

    private static InvalidOperationException NotOpen() => new("The inbox is not open: TryOpenAsync has not returned true yet.");

    private static partial class Log
    {
        [LoggerMessage(10, LogLevel.Warning,
            "The inbox database runs with {Setting} = off: deliveries answered 200 are lost when its machine goes down. Set {Setting} = on")]
        public static partial void DangerousServer(ILogger logger, string setting);

        [LoggerMessage(13, LogLevel.Warning,
            "The connection to the inbox database at {Host} may be without TLS (SSL Mode={SslMode}): passports and cards could be read on the way. Set SSL Mode=VerifyFull, and Root Certificate to its authority's file")]
        public static partial void Plain(ILogger logger, string host, SslMode sslMode);

        [LoggerMessage(11, LogLevel.Warning, "The inbox database cannot be reached yet: {Reason}")]
        public static partial void NotReached(ILogger logger, string reason);

        [LoggerMessage(12, LogLevel.Warning, "The inbox database is not free yet: {Reason}")]
        public static partial void Busy(ILogger logger, string reason);
    }
}
