using Npgsql;
using Spotnana.Webhooks.Inbox.Transfer;
using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Reads;

/// <summary>Reads which handlers are paused.</summary>
internal static class Pauses
{
    private const string Sql = "SELECT handler, paused_at FROM pause ORDER BY handler";

    public static Task<List<HandlerPause>> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        connection.ReadAsync(row => new HandlerPause(row.GetString(0), row.Time(1)), new(Sql), cancellationToken);
}
