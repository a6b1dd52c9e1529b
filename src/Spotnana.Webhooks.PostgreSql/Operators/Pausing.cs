using Npgsql;
using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Operators;

/// <summary>Pauses and resumes handlers, in all replicas: whoever leases looks at the same table.</summary>
internal sealed class Pausing(InboxClock clock)
{
    private const string PauseSql = $"INSERT INTO pause (handler, paused_at) VALUES ($2, {InboxClock.Sql}) ON CONFLICT DO NOTHING";

    private const string ResumeSql = "DELETE FROM pause WHERE handler = $1";

    private const string IsPausedSql = "SELECT 1 FROM pause WHERE handler = $1";

    public static async Task<bool> IsPausedAsync(NpgsqlConnection connection, string handler)
    {
        var step = new Step(IsPausedSql, Values.Of(handler));
        return (await connection.ReadAsync(_ => true, step, CancellationToken.None).ConfigureAwait(false)).Count > 0;
    }

    /// <returns>False where it was paused already.</returns>
    public Task<bool> PauseAsync(NpgsqlConnection connection, string handler) =>
        ChangesAsync(connection, new(PauseSql, clock.Value, Values.Of(handler)));

    /// <returns>False where it was not paused.</returns>
    public static Task<bool> ResumeAsync(NpgsqlConnection connection, string handler) =>
        ChangesAsync(connection, new(ResumeSql, Values.Of(handler)));

    private static async Task<bool> ChangesAsync(NpgsqlConnection connection, Step step) =>
        (await connection.RunAsync(CancellationToken.None, step).ConfigureAwait(false))[0] > 0;
}
