using System.Diagnostics;

namespace Spotnana.Webhooks.FaultTests.Harness;

/// <summary>
/// Several services that share one inbox, each under a name of its own. Any of them can be killed and comes back under the same name.
/// </summary>
internal sealed class Replicas : IAsyncDisposable
{
    private readonly PublishedService _published;
    private readonly Func<string, ServiceSettings> _settings;
    private readonly ServiceProcess[] _processes;
    private readonly List<Kill> _kills = [];

    private Replicas(PublishedService published, Func<string, ServiceSettings> settings, ServiceProcess[] processes) =>
        (_published, _settings, _processes) = (published, settings, processes);

    public IReadOnlyList<Kill> Kills => _kills;

    /// <summary>Where deliveries can be sent now. One of them may be down.</summary>
    public IReadOnlyList<Uri> Webhooks
    {
        get
        {
            lock (_processes)
                return [.. _processes.Select(process => process.Webhook)];
        }
    }

    /// <summary>Starts all of them at the same time and waits until each is ready.</summary>
    public static async Task<Replicas> StartAsync(PublishedService published, int count, Func<string, ServiceSettings> settings) =>
        new(
            published, settings,
            await Task.WhenAll(Enumerable.Range(0, count).Select(i => ServiceProcess.StartAsync(published, settings(NameOf(i))))));

    /// <summary>kill -9, and a new process in its place. Does not wait until that is ready.</summary>
    public async Task KillAsync(int replica)
    {
        var process = _processes[replica];
        process.KillHard();
        await process.WaitForExitAsync();
        _kills.Add(new(NameOf(replica), Stopwatch.GetTimestamp()));
        await process.DisposeAsync();
        lock (_processes)
            _processes[replica] = ServiceProcess.Start(_published, _settings(NameOf(replica)));
    }

    /// <summary>Fails where one has ended by itself.</summary>
    public void AssertAlive() => Assert.All(_processes, process => Assert.False(process.HasExited, process.Tail()));

    public string Tail() => string.Join("\n---\n", _processes.Select(process => process.Tail()));

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
            await process.DisposeAsync();
    }

    private static string NameOf(int replica) => $"replica-{replica}";

    /// <summary>A replica that was killed, and a moment at which it was surely dead.</summary>
    internal sealed record Kill(string Replica, long At);
}
