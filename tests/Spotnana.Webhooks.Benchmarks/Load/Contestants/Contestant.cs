using Spotnana.Webhooks.Benchmarks.Load.Traffic;

namespace Spotnana.Webhooks.Benchmarks.Load.Contestants;

/// <summary>A server that runs and takes deliveries.</summary>
internal sealed class Contestant : IAsyncDisposable
{
    private static readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false });

    private readonly ServerProcess _process;
    private readonly Uri _ready;
    private readonly Func<HttpClient, Task<Progress>>? _readProgress;
    private long _next;

    public Contestant(
        ContestantKind kind, ServerProcess process, int port, Uri ready, Func<HttpClient, Task<Progress>>? readProgress = null)
    {
        (Kind, _process, Port, _ready, _readProgress) = (kind, process, port, ready, readProgress);
    }

    public ContestantKind Kind { get; }

    public int Port { get; }

    /// <summary>Null where it keeps nothing in PostgreSQL.</summary>
    public ContestantCluster? Cluster { get; init; }

    /// <summary>What it can be told beside deliveries; null: it is no Receiver.</summary>
    public ManagementCalls? Management { get; init; }

    /// <summary>The folder with its files.</summary>
    public required string Folder { get; init; }

    /// <summary>Whether it handles what it takes, so that there is something to wait for.</summary>
    public bool Handles => _readProgress is not null;

    public TimeSpan Processor => ProcessFigures.Processor(_process.Id);

    public TimeSpan DatabaseProcessor => Cluster is { } cluster ? ProcessFigures.Processor(cluster.ProcessId) : default;

    public long ResidentMegabytes => ProcessFigures.ResidentMegabytes(_process.Id);

    public long PeakMegabytes => ProcessFigures.PeakMegabytes(_process.Id);

    /// <summary>What it keeps on the disk, in MB, its log not counted.</summary>
    public long StoredMegabytes
    {
        get
        {
            var folder = Cluster is { } cluster ? Path.Combine(cluster.DataFolder, "base") : Path.Combine(Folder, "home");
            return new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(Length) / 1_000_000;

            static long Length(FileInfo file)
            {
                try
                {
                    return file.Length;
                }
                catch (FileNotFoundException)
                {
                    return 0;
                }
            }
        }
    }

    public Task WaitReadyAsync() => Wait.UntilAsync(async () =>
    {
        _process.MustRun();
        try
        {
            using var response = await _client.GetAsync(_ready);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    });

    public Task<Progress> ReadProgressAsync() => _readProgress!(_client);

    /// <summary>The number of the next delivery; no number is used twice.</summary>
    public long Next => _next;

    public async Task<TrafficResult> SendAsync(
        RequestTemplate template, int connections, TrafficPlan plan, CancellationToken cancellationToken)
    {
        try
        {
            var result = await new Sender(template, Port, connections).SendAsync(plan, cancellationToken);
            _next = plan.First + result.Used;
            return result;
        }
        catch (InvalidOperationException)
        {
            _process.MustRun();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        if (Cluster is not null)
            await Cluster.DisposeAsync();
    }
}
