using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Hosting;
using Spotnana.Webhooks.Telemetry;
using Spotnana.Webhooks.TestLogging;
using Spotnana.Webhooks.Tests.Support;
using Spotnana.Webhooks.Tests.Telemetry;

namespace Spotnana.Webhooks.Tests.Inbox.Hosting;

/// <summary>While there is too little room bodies go early, batch after batch, until there is enough; the log says so once.</summary>
public sealed class DiskPressureTests : IDisposable
{
    private static readonly TimeSpan _look = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(50);

    private readonly RestingTime _time = new();
    private readonly RecordedMeters _meters = new();
    private readonly ListLogger<DiskPressure> _log = new();
    private readonly SmallInbox _inbox = new();
    private readonly IOptions<InboxOptions> _options = Options.Create(new InboxOptions { MinFreeBytes = 1000 });
    private DiskPressure? _pressure;

    public void Dispose()
    {
        _pressure?.Dispose();
        _meters.Dispose();
    }

    [Fact]
    public async Task Bodies_go_early_until_there_is_room_and_free_pages_of_the_file_are_room()
    {
        _inbox.Free = 200;
        _inbox.Reusable = 200; // each batch adds 300 to it

        await StartAsync();
        Assert.Equal((1, _pause), (_inbox.Batches, _time.Rest));
        Assert.Equal([": 200"], _meters.Recorded("spotnana.webhooks.inbox.pruned.early"));
        Assert.Equal([": 1"], _meters.Observed("spotnana.webhooks.inbox.pressure"));
        await PassAsync(_pause);
        Assert.Equal((2, _pause), (_inbox.Batches, _time.Rest));
        await PassAsync(_pause);
        Assert.Equal((2, _look), (_inbox.Batches, _time.Rest));

        Assert.Equal([": 0"], _meters.Observed("spotnana.webhooks.inbox.pressure"));
        Assert.Contains("Inbox:MinFreeBytes", Assert.Single(_log.At(LogLevel.Warning)), StringComparison.Ordinal);
        Assert.Single(_log.At(LogLevel.Information));
    }

    [Fact]
    public async Task On_a_disk_that_stays_full_there_is_one_line_and_no_more()
    {
        _inbox.IsEmpty = true;

        await StartAsync();
        for (var i = 0; i < 100; i++)
            await PassAsync(_look);

        Assert.Single(_log.Lines);
    }

    [Fact]
    public async Task Where_there_is_room_or_the_disk_is_not_known_nothing_goes_early()
    {
        _inbox.Free = 1000;
        await StartAsync();
        _inbox.Free = null;
        await PassAsync(_look);

        Assert.Equal(0, _inbox.Batches);
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public async Task A_setting_of_0_switches_it_off()
    {
        _options.Value.MinFreeBytes = 0;
        _pressure = New();

        await _pressure.StartAsync(default);
        await _pressure.ExecuteTask!;

        Assert.Empty(_meters.Observed("spotnana.webhooks.inbox.pressure"));
    }

    [Fact]
    public async Task An_outage_is_told_once_and_it_is_tried_again()
    {
        _inbox.Failure = new InboxUnavailableException("The disk is gone.");
        await StartAsync();
        await PassAsync(_look);
        Assert.Contains("The disk is gone.", Assert.Single(_log.Lines.Skip(1)).Text, StringComparison.Ordinal);

        _inbox.Failure = null;
        await PassAsync(_look);

        Assert.Equal(1, _inbox.Batches);
    }

    private DiskPressure New()
    {
        var status = new InboxStatus();
        status.Works();
        return new DiskPressure(_inbox, status, _options, new WebhookMetrics(_meters, _time), _time, _log);
    }

    private async Task StartAsync()
    {
        _pressure = New();
        await _pressure.StartAsync(default);
        await RestsAsync(1);
    }

    private async Task PassAsync(TimeSpan time)
    {
        var rests = _time.Rests;
        _time.Advance(time);
        await RestsAsync(rests + 1);
    }

    private Task RestsAsync(int count) => Wait.UntilAsync(() => _time.Rests >= count, () => $"{count} rests, but there were {_time.Rests}");

    private sealed class SmallInbox : UnusedInbox, IInboxUpkeep, IInboxSpace
    {
        public long? Free { get; set; } = 0;

        public long Reusable { get; set; }

        public bool IsEmpty { get; set; }

        public Exception? Failure { get; set; }

        public int Batches { get; private set; }

        public Task<InboxSpace> ReadSpaceAsync(CancellationToken cancellationToken) =>
            Task.FromResult(new InboxSpace(5000, Free) { ReusableBytes = Reusable });

        public Task<PruneOutcome> PruneAsync(Retention retention, int count, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<PruneOutcome> PruneEarlyAsync(int count, CancellationToken cancellationToken)
        {
            if (Failure is { } failure)
                throw failure;
            Batches++;
            if (IsEmpty)
                return Task.FromResult(default(PruneOutcome));
            Reusable += 300;
            return Task.FromResult(new PruneOutcome(count, 0, true));
        }
    }
}
