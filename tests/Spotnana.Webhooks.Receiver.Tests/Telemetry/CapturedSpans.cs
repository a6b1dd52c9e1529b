using System.Collections.Concurrent;
using System.Diagnostics;

namespace Spotnana.Webhooks.Receiver.Tests.Telemetry;

/// <summary>Records every span of the service that ends.</summary>
internal sealed class CapturedSpans : IDisposable
{
    private const string Server = "Microsoft.AspNetCore";
    private const string Consumer = "Spotnana.Webhooks";

    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;

    public CapturedSpans()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is Server or Consumer,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public Task<IReadOnlyList<Activity>> ServersAsync(int count) => EndedAsync(Server, count);

    public Task<IReadOnlyList<Activity>> ConsumersAsync(int count) => EndedAsync(Consumer, count);

    public void Dispose() => _listener.Dispose();

    private async Task<IReadOnlyList<Activity>> EndedAsync(string source, int count)
    {
        List<Activity> ended = [];
        await Wait.UntilAsync(
            () => (ended = [.. _ended.Where(span => span.Source.Name == source)]).Count >= count,
            () => $"{count} spans of {source}, but there were {ended.Count}");
        return ended;
    }
}
