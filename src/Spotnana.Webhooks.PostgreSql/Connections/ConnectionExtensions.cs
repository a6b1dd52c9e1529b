using Npgsql;

namespace Spotnana.Webhooks.PostgreSql.Connections;

/// <summary>Runs statements, several in one round trip.</summary>
internal static class ConnectionExtensions
{
    /// <summary>
    /// Runs statements in one round trip; each of them sees what was committed before it began. Without a BEGIN they are one transaction of
    /// their own, committed when this returns. Where one fails, none after it runs.
    /// </summary>
    /// <returns>How many rows each statement changed.</returns>
    public static async Task<int[]> RunAsync(
        this NpgsqlConnection connection, CancellationToken cancellationToken, params IEnumerable<Step> steps)
    {
        await using var batch = connection.CreateBatch();
        var reading = new Queue<Action<NpgsqlDataReader>>();
        foreach (var step in steps)
        {
            var command = batch.CreateBatchCommand();
            command.CommandText = step.Sql;
            foreach (var value in step.Values)
                command.Parameters.Add(value);
            batch.BatchCommands.Add(command);
            if (step.Row is not null)
                reading.Enqueue(step.Row);
        }

        await using (var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false))
        {
            while (reading.TryDequeue(out var row))
            {
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                    row(reader);
                await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
            }

            // The failure of the last statement, which may be a COMMIT, shows only here.
            while (await reader.NextResultAsync(cancellationToken).ConfigureAwait(false))
            {
            }
        }

        return [.. batch.BatchCommands.Cast<NpgsqlBatchCommand>().Select(command => (int)command.RecordsAffected)];
    }

    /// <summary>Runs one statement and returns its rows.</summary>
    public static async Task<List<T>> ReadAsync<T>(
        this NpgsqlConnection connection, Func<NpgsqlDataReader, T> read, Step step, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        await connection.RunAsync(cancellationToken, step with { Row = row => rows.Add(read(row)) }).ConfigureAwait(false);
        return rows;
    }
}
