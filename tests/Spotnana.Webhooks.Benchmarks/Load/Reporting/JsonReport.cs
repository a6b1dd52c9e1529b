using System.Text.Json;
using Spotnana.Webhooks.Benchmarks.Load.Measuring;

namespace Spotnana.Webhooks.Benchmarks.Load.Reporting;

/// <summary>All rounds, for programs.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions _readable = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static async Task WriteAsync(string file, LoadOptions options, int bodyLength, TimeSpan sync, IReadOnlyList<Standing> standings)
    {
        await using var stream = File.Create(file);
        await JsonSerializer.SerializeAsync(
            stream,
            new
            {
                BodyLength = bodyLength,
                options.Subjects,
                options.Connections,
                Seconds = options.Duration.TotalSeconds,
                WarmUpSeconds = options.WarmUp.TotalSeconds,
                SyncMilliseconds = sync.TotalMilliseconds,
                SyncDelayMilliseconds = options.SyncDelay.TotalMilliseconds,
                Cores = Environment.ProcessorCount,
                Contestants = standings.Select(standing => new
                {
                    standing.Kind.Key,
                    standing.Kind.Name,
                    standing.Kind.Guarantees,
                    standing.Median,
                    standing.Rounds,
                    standing.HalfRate,
                }),
            },
            _readable);
    }
}
