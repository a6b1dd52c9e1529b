using Npgsql;
using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Operators;

/// <summary>Stops handlers and lets them go on, in all replicas. Leasing looks at the same table.</summary>
internal sealed class Pausing(InboxClock clock)
{
    private const string PauseSql = $"INSERT INTO pause (handler, paused_at) VALUES ($2, {InboxClock.Sql}) ON CONFLICT DO NOTHING";

    private const string ResumeSql = "DELETE FROM pause WHERE handler = $1";

    public async Task<bool> PauseAsync(NpgsqlConnection connection, string handler) =>
        (await connection.RunAsync(CancellationToken.None, new Step(PauseSql, clock.Value, Values.Of(handler))).ConfigureAwait(false))[0] > 0;

    public static async Task<bool> ResumeAsync(NpgsqlConnection connection, string handler) =>
        (await connection.RunAsync(CancellationToken.None, new Step(ResumeSql, Values.Of(handler))).ConfigureAwait(false))[0] > 0;
}
