using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Spotnana.Webhooks.Dispatch;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.TestLogging;
using Spotnana.Webhooks.Tests.Support;

namespace Spotnana.Webhooks.Tests.Dispatch;

/// <summary>A lease of a minute, while a handler runs under it. On faked time only.</summary>
public sealed class LeaseKeeperTests : IDisposable
{
    private static readonly TimeSpan _duration = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _third = TimeSpan.FromSeconds(20);

    private readonly RestingTime _time = new();
    private readonly RenewingInbox _inbox = new();
    private readonly ListLogger<LeaseKeeper> _log = new();
    private readonly CancellationTokenSource _drainEnded = new();

    public void Dispose() => _drainEnded.Dispose();

    [Fact]
    public async Task A_lease_is_renewed_three_times_in_its_duration()
    {
        using var keeper = Keep();

        _time.Advance(_third - TimeSpan.FromTicks(1));
        Assert.Empty(_inbox.Renewed);
        _time.Advance(TimeSpan.FromTicks(1));
        await RenewedAsync(1);
        await PassThirdAsync();
        await PassThirdAsync();
        Assert.Equal(3, _inbox.Renewed.Count);

        Assert.All(_inbox.Renewed, renewal => Assert.Equal((1, _duration), (renewal.Lease.Token, renewal.Duration)));
        Assert.False(await keeper.EndAsync());
        Assert.False(keeper.LeaseEnded.IsCancellationRequested);
    }

    [Fact]
    public async Task A_lost_lease_cancels_the_handler_and_is_logged_once()
    {
        using var keeper = Keep();
        _inbox.Answer = () => Task.FromResult(false);

        _time.Advance(_third);
        await CancelledAsync(keeper.LeaseEnded);
        _time.Advance(_duration);

        Assert.True(await keeper.EndAsync());
        Assert.Single(_inbox.Renewed);
        Assert.Equal(
            [(LogLevel.Warning, "Handler probe lost its lease of msg_1: the attempt is cancelled, another one takes over.")], _log.Lines);
    }

    [Fact]
    public async Task An_inbox_that_is_unavailable_loses_no_lease_and_is_asked_again()
    {
        using var keeper = Keep();
        _inbox.Answer = () => throw new InboxUnavailableException("The disk is full.");
        await PassThirdAsync();
        Assert.False(keeper.LeaseEnded.IsCancellationRequested);

        _inbox.Answer = () => Task.FromResult(false);
        _time.Advance(_third);

        await CancelledAsync(keeper.LeaseEnded);
        Assert.True(await keeper.EndAsync());
    }

    [Fact]
    public async Task An_inbox_that_breaks_cancels_the_handler_and_fails_nobody()
    {
        using var keeper = Keep();
        _inbox.Answer = () => throw new InboxBrokenException("The file is damaged.");

        _time.Advance(_third);

        await CancelledAsync(keeper.LeaseEnded);
        Assert.True(await keeper.EndAsync());
    }

    [Fact]
    public async Task The_end_of_the_drain_cancels_the_handler_but_the_lease_is_kept_until_the_handler_has_ended()
    {
        using var keeper = Keep();

        await _drainEnded.CancelAsync();
        Assert.True(keeper.LeaseEnded.IsCancellationRequested);
        await PassThirdAsync();

        Assert.Single(_inbox.Renewed);
        Assert.False(await keeper.EndAsync());
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public async Task Nothing_is_renewed_after_the_handler_has_ended()
    {
        using var keeper = Keep();

        Assert.False(await keeper.EndAsync());
        _time.Advance(_duration);

        Assert.Empty(_inbox.Renewed);
        Assert.False(keeper.LeaseEnded.IsCancellationRequested);
    }

    [Fact]
    public async Task A_renewal_under_way_when_the_handler_ends_still_tells_whether_the_lease_was_lost()
    {
        var answer = new TaskCompletionSource<bool>();
        using var keeper = Keep();
        _inbox.Answer = () => answer.Task;
        _time.Advance(_third);
        await Wait.UntilAsync(() => _inbox.Renewed.Count == 1);

        var ending = keeper.EndAsync();
        Assert.False(ending.IsCompleted);
        answer.SetResult(false);

        Assert.True(await ending);
    }

    private LeaseKeeper Keep() => new(_inbox, TestLease.Of("probe"), _duration, _time, _log, _drainEnded.Token);

    /// <summary>Lets the time until the next renewal pass.</summary>
    private async Task PassThirdAsync()
    {
        var renewed = _inbox.Renewed.Count;
        _time.Advance(_third);
        await RenewedAsync(renewed + 1);
    }

    /// <summary>Waits until the lease has been renewed that often and the keeper rests again.</summary>
    private Task RenewedAsync(int count) => Wait.UntilAsync(
        () => _inbox.Renewed.Count == count && _time.Rests == count + 1, () => $"{count} renewals, but there were {_inbox.Renewed.Count}");

    private static Task CancelledAsync(CancellationToken token) => Wait.UntilAsync(() => token.IsCancellationRequested);

    private sealed class RenewingInbox : UnusedInbox
    {
        public ConcurrentQueue<(Lease Lease, TimeSpan Duration)> Renewed { get; } = new();

        public Func<Task<bool>> Answer { get; set; } = () => Task.FromResult(true);

        public override Task<bool> RenewAsync(Lease lease, TimeSpan duration, CancellationToken cancellationToken)
        {
            Renewed.Enqueue((lease, duration));
            return Answer();
        }
    }
}
