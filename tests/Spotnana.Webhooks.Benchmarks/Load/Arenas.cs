using System.Security.Cryptography;
using Spotnana.Webhooks.Benchmarks.Load.Contestants;

namespace Spotnana.Webhooks.Benchmarks.Load;

/// <summary>Makes the folder of a run and what all contestants share.</summary>
internal static class Arenas
{
    public static async Task<Arena> CreateAsync(LoadOptions options)
    {
        var folder = Directory.CreateDirectory(Path.Combine(options.Folder, $"spotnana-load-{Guid.NewGuid().ToString("N")[..8]}")).FullName;
        // PostgreSQL, which may run as another user, has its folders below it.
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        var settings = new Dictionary<string, string>(options.Settings);
        if (options.Sustained is not null)
        {
            settings.TryAdd("Inbox__Retention__Payloads", "00:01:00");
            settings.TryAdd("Inbox__Retention__Ids", "00:02:00");
            settings.TryAdd("Inbox__Retention__DeadLetters", "00:01:00");
            settings.TryAdd("Intake__TimestampTolerance", "00:02:00");
        }

        var library = options.SyncDelay > TimeSpan.Zero ? await SlowSync.BuildAsync(folder) : null;
        return new Arena(folder, "whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)), settings)
        {
            SlowSync = library,
            SyncDelay = options.SyncDelay,
        };
    }
}
