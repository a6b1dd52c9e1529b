namespace Spotnana.Webhooks.FaultTests.Harness;

/// <summary>A service that is started again each time it ends, as a container would be.</summary>
internal sealed class Supervised : IAsyncDisposable
{
    private const int Killed = 128 + 9;

    private readonly PublishedService _published;
    private readonly ServiceSettings _settings;

    private Supervised(PublishedService published, ServiceSettings settings, ServiceProcess process) =>
        (_published, _settings, Process) = (published, settings, process);

    /// <summary>The one that runs now.</summary>
    public ServiceProcess Process { get; private set; }

    /// <summary>The last lines of each that ended.</summary>
    public List<string> Ended { get; } = [];

    public int Restarts => Ended.Count;

    public static async Task<Supervised> StartAsync(PublishedService published, ServiceSettings settings) =>
        new(published, settings, await ServiceProcess.StartAsync(published, settings));

    /// <summary>Sends each until it is answered 200, as Spotnana does, and waits until nothing in the inbox is pending.</summary>
    public Task SendAllAndSettleAsync(Sender sender, InboxFile inbox, IReadOnlyList<OutgoingDelivery> deliveries) => Wait.UntilAsync(
        async () =>
        {
            if (Process.HasExited)
            {
                Assert.True(
                    await Process.WaitForExitAsync() == Killed,
                    $"The service did not end as it was meant to, after {Restarts} restarts.\n{Process.Tail()}");
                Ended.Add(Process.Tail());
                await Process.DisposeAsync();
                Process = ServiceProcess.Start(_published, _settings);
            }

            await sender.SendAsync(Process.Webhook, deliveries.Where(delivery => !sender.Ledger.IsAcknowledged(delivery)));
            return deliveries.All(sender.Ledger.IsAcknowledged) && inbox.Deliveries().All(delivery => delivery.State != 0);
        },
        () => $"all settled after {Restarts} restarts: {string.Join(", ", inbox.Deliveries())}\n{Process.Tail()}");

    public ValueTask DisposeAsync() => Process.DisposeAsync();
}
