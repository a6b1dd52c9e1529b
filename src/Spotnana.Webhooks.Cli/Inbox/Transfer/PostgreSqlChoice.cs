using System.Diagnostics.CodeAnalysis;
using Npgsql;
using Spotnana.Webhooks.Cli.Http;
using Spotnana.Webhooks.Cli.Terminal;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.PostgreSql;

namespace Spotnana.Webhooks.Cli.Inbox.Transfer;

/// <summary>
/// A PostgreSQL inbox. Its connection string holds a password: it is never an argument, which other users of the machine could see, and is
/// never
/// printed.
/// </summary>
internal static class PostgreSqlChoice
{
    public const string Variable = "SPOTNANA_POSTGRESQL";
    private const string Example = "Host=db;Database=webhooks;Username=webhooks;Password=…";

    public static bool TryRead(
        string option, string file, Surroundings surroundings, EncryptionKeys keys, bool besideServices,
        [NotNullWhen(true)] out ChosenInbox? inbox, [NotNullWhen(false)] out string? error)
    {
        try
        {
            return TryMake(File.ReadAllText(file).Trim(), file, $"{option} {Shell.Quote(file)}", surroundings, keys,
                besideServices, out inbox, out error);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            (inbox, error) = (null, $"{option} names {file}, which cannot be read.");
            return false;
        }
    }

    public static bool TryMake(
        string text, string origin, string options, Surroundings surroundings, EncryptionKeys keys, bool besideServices,
        [NotNullWhen(true)] out ChosenInbox? inbox, [NotNullWhen(false)] out string? error)
    {
        (inbox, error) = (null, null);
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(text);
            var place = $"PostgreSQL {settings.Host}/{settings.Database}";
            var engineOptions = new PostgreSqlInboxOptions { ConnectionString = text };
            var log = new ErrorLogger<PostgreSqlInbox>(surroundings);
            var engine = besideServices
                ? new PostgreSqlInbox(engineOptions, surroundings.Clock, log, keys)
                : PostgreSqlInbox.Alone(engineOptions, surroundings.Clock, log, keys);
            inbox = new ChosenInbox(
                "PostgreSql", place, options, IsThere: true, $"The inbox {place} cannot be opened. Stop its service first.", () => engine,
                keys);
        }
        catch (ArgumentException)
        {
            // The exception quotes from the string.
            error = $"{origin} holds no connection string that could be used, for example\n{Example}";
        }

        return error is null;
    }
}
