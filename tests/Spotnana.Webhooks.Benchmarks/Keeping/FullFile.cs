using Microsoft.Data.Sqlite;
using Spotnana.Webhooks.Benchmarks.Leasing;
using Spotnana.Webhooks.Inbox.Hosting;

namespace Spotnana.Webhooks.Benchmarks.Keeping;

/// <summary>An inbox with many settled deliveries, whose bodies are due to be removed at one time.</summary>
internal sealed class FullFile(string path)
{
    public string Path { get; } = path;

    /// <summary>When the pruner may begin.</summary>
    public DateTimeOffset DueAt { get; private set; }

    public long Megabytes => new FileInfo(Path).Length / 1_000_000;

    public async Task FillAsync(int count, TimeSpan due)
    {
        DueAt = TimeProvider.System.GetUtcNow() + due;
        await FilledInbox.FillAsync(Path, count, DueAt - new RetentionOptions().Payloads);
    }

    /// <summary>How many of the deliveries that it was filled with have lost their bodies.</summary>
    public long Pruned(int filled)
    {
        using var connection = Connect();
        using var command = new SqliteCommand("SELECT coalesce(min(seq), $end) - 1 FROM payload", connection);
        command.Parameters.AddWithValue("$end", filled + 1);
        return Math.Min(filled, (long)command.ExecuteScalar()!);
    }

    /// <summary>Up to which number new deliveries have been looked at for travelers to erase.</summary>
    public long Followed()
    {
        using var connection = Connect();
        using var command = new SqliteCommand("SELECT tail FROM erasure_place", connection);
        return (long?)command.ExecuteScalar() ?? 0;
    }

    /// <summary>Pages of the file that hold nothing, in MB.</summary>
    public long FreeMegabytes()
    {
        using var connection = Connect();
        using var command = new SqliteCommand("SELECT freelist_count * page_size FROM pragma_freelist_count, pragma_page_size", connection);
        return (long)command.ExecuteScalar()! / 1_000_000;
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={Path};Mode=ReadOnly;Pooling=False");
        connection.Open();
        return connection;
    }
}
