using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Hosting;
using Spotnana.Webhooks.Intake;
using Spotnana.Webhooks.Intake.Subscriptions;
using Spotnana.Webhooks.Signing;

namespace Spotnana.Webhooks.Tests.Intake;

/// <summary>However a request ends, what its body held of the budget is given back, and once only.</summary>
public sealed class ClaimTests : IDisposable
{
    private const int Capacity = 128 * 1024;
    private const int MaxBody = 64 * 1024;
    private const string Secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private static readonly byte[] _body = Encoding.UTF8.GetBytes(
        """{"event_type":"PNR_V3","operation":"BOOKING_CREATED","payload":{"note":""" + $"\"{new string('x', 40_000)}\"" + "}}");

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero));
    private readonly Pipe _sent = new(new PipeOptions(pauseWriterThreshold: 0));
    private readonly CancellationTokenSource _abort = new();
    private readonly DefaultHttpContext _context = new();
    private readonly IHost _host;
    private Func<Delivery, InboxEntry> _match = delivery => new InboxEntry(delivery, []);

    public ClaimTests()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Production });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Subscriptions:spotnana:Secrets:0"] = Secret,
            ["Intake:MaxBodyBytes"] = $"{MaxBody}",
            ["Intake:MaxBufferedBytes"] = $"{Capacity}",
            ["Intake:QueueCapacity"] = "1",
            ["Inbox:Engine"] = "Memory",
            ["Intake:TimestampTolerance"] = "00:05:00",
        });
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.Services.AddSingleton<HandlerMatcher>(delivery => _match(delivery));
        builder.Services.AddSpotnanaWebhooks();
        _host = builder.Build(); // not started: no writer takes from the queue but the test itself
        _host.Services.GetRequiredService<InboxStatus>().Works();
    }

    private BufferBudget Budget => _host.Services.GetRequiredService<BufferBudget>();

    private IntakeQueue Queue => _host.Services.GetRequiredService<IntakeQueue>();

    [Fact]
    public async Task What_is_stored_gives_back_once_it_is_stored()
    {
        var answer = SendAsync();
        AssertHeld(_body.Length);

        Assert.True(Queue.Tickets.TryRead(out var ticket));
        ticket.Resolve(AppendOutcome.Stored);

        Assert.Equal(200, await answer);
        AssertWhole();
    }

    [Theory]
    [InlineData(AppendOutcome.Duplicate, 200)]
    [InlineData(AppendOutcome.Conflict, 200)]
    [InlineData(AppendOutcome.Parked, 200)]
    [InlineData(AppendOutcome.Refused, 503)]
    public async Task Whatever_the_inbox_says_the_budget_is_given_back(AppendOutcome outcome, int status)
    {
        var answer = SendAsync();

        Assert.True(Queue.Tickets.TryRead(out var ticket));
        ticket.Resolve(outcome);

        Assert.Equal(status, await answer);
        AssertWhole();
    }

    [Fact]
    public async Task A_ticket_that_is_resolved_twice_gives_back_once()
    {
        var answer = SendAsync();
        Assert.True(Queue.Tickets.TryRead(out var ticket));
        ticket.Resolve(AppendOutcome.Stored);
        await answer;
        using var other = Budget.Open();
        Assert.True(other.TryGrow(_body.Length));

        ticket.Resolve(AppendOutcome.Refused);

        AssertHeld(_body.Length);
    }

    [Fact]
    public async Task Refused_headers_hold_nothing()
    {
        _context.Request.Headers[DeliveryHeaders.WebhookSignature] = "junk";

        Assert.Equal(401, await SendAsync(signed: false));
        AssertWhole();
    }

    [Fact]
    public async Task A_wrong_signature_gives_back()
    {
        Sign([.. _body, (byte)' ']);

        Assert.Equal(401, await SendAsync(signed: false));
        AssertWhole();
    }

    [Fact]
    public async Task A_wrong_version_gives_back()
    {
        _context.Request.Headers[DeliveryHeaders.ApiVersion] = "1.0";

        Assert.Equal(400, await SendAsync());
        AssertWhole();
    }

    [Fact]
    public async Task A_body_that_grows_too_large_gives_back()
    {
        var answer = SendAsync(end: false);
        AssertHeld(_body.Length);

        await _sent.Writer.WriteAsync(new byte[MaxBody]);

        Assert.Equal(413, await answer);
        AssertWhole();
    }

    [Fact]
    public async Task A_body_without_budget_gives_back_what_it_had()
    {
        var other = Budget.Open();
        Assert.True(other.TryGrow(Capacity - _body.Length, isWhole: true));
        var answer = SendAsync(end: false);

        await _sent.Writer.WriteAsync(new byte[1]);

        Assert.Equal(503, await answer);
        other.Dispose();
        AssertWhole();
    }

    [Fact]
    public async Task A_body_that_is_displaced_is_answered_503_with_Retry_After_and_its_connection_closes()
    {
        var answer = SendAsync(end: false);
        AssertHeld(_body.Length);

        using var other = Budget.Open();
        Assert.True(other.TryGrow(Capacity));

        Assert.Equal(503, await answer.WaitAsync(Wait.Bound));
        Assert.Equal("5", _context.Response.Headers.RetryAfter);
        Assert.Equal("close", _context.Response.Headers.Connection);
        AssertHeld(Capacity);
    }

    [Fact]
    public async Task A_whole_body_that_waits_to_be_stored_is_not_displaced()
    {
        var answer = SendAsync();
        Assert.True(Queue.Tickets.TryRead(out var ticket));

        using (var other = Budget.Open())
            Assert.False(other.TryGrow(Capacity));
        ticket.Resolve(AppendOutcome.Stored);

        Assert.Equal(200, await answer);
    }

    [Fact]
    public async Task A_body_that_comes_too_slowly_gives_back()
    {
        var answer = SendAsync(end: false);
        AssertHeld(_body.Length);

        _time.Advance(TimeSpan.FromSeconds(20));

        Assert.Equal(408, await answer);
        AssertWhole();
    }

    [Fact]
    public async Task A_client_that_goes_away_gives_back()
    {
        var answer = SendAsync(end: false);
        AssertHeld(_body.Length);

        await _abort.CancelAsync();

        await answer;
        AssertWhole();
    }

    [Fact]
    public async Task A_connection_that_breaks_gives_back()
    {
        var answer = SendAsync(end: false);
        AssertHeld(_body.Length);

        await _sent.Writer.CompleteAsync(new IOException("broken"));

        Assert.Equal(400, await answer);
        AssertWhole();
    }

    [Fact]
    public async Task A_failure_while_reading_gives_back()
    {
        var answer = SendAsync(end: false);
        AssertHeld(_body.Length);

        await _sent.Writer.CompleteAsync(new InvalidOperationException("a bug"));

        await Assert.ThrowsAsync<InvalidOperationException>(() => answer);
        AssertWhole();
    }

    [Fact]
    public async Task A_failure_between_reading_and_queueing_gives_back()
    {
        _match = _ => throw new InvalidOperationException("a bug");

        await Assert.ThrowsAsync<InvalidOperationException>(() => SendAsync());
        AssertWhole();
    }

    [Fact]
    public async Task While_the_inbox_fails_each_request_gives_back_at_once()
    {
        _host.Services.GetRequiredService<InboxStatus>().Fails("The disk is full.");

        Assert.Equal(503, await SendAsync());
        AssertWhole();
    }

    [Fact]
    public async Task After_the_queue_was_closed_each_request_gives_back_at_once()
    {
        Queue.Close();

        Assert.Equal(503, await SendAsync());
        AssertWhole();
    }

    [Fact]
    public async Task A_request_that_found_the_queue_full_gives_back_when_it_gives_up()
    {
        var first = Queue.StoreAsync(new InboxEntry(Other(), []), Budget.Open());
        var answer = SendAsync();
        AssertHeld(_body.Length);

        _time.Advance(TimeSpan.FromSeconds(20));

        Assert.Equal(503, await answer);
        Assert.Equal(AppendOutcome.Refused, await first);
        AssertWhole();
    }

    [Fact]
    public async Task A_request_that_gave_up_while_the_writer_has_its_ticket_gives_back_when_the_writer_is_done()
    {
        var answer = SendAsync();
        Assert.True(Queue.Tickets.TryRead(out var ticket));

        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(503, await answer);
        AssertHeld(_body.Length);

        ticket.Resolve(AppendOutcome.Stored);
        AssertWhole();
    }

    public void Dispose()
    {
        _host.Dispose();
        _abort.Dispose();
    }

    private async Task<int> SendAsync(bool signed = true, bool end = true)
    {
        if (signed)
            Sign(_body);
        if (!_context.Request.Headers.ContainsKey(DeliveryHeaders.ApiVersion))
            _context.Request.Headers[DeliveryHeaders.ApiVersion] = "2.0";
        _context.Request.Method = HttpMethods.Post;
        _context.RequestAborted = _abort.Token;
        _context.Features.Set<IRequestBodyPipeFeature>(new SentBody(_sent.Reader));
        await _sent.Writer.WriteAsync(_body);
        if (end)
            await _sent.Writer.CompleteAsync();

        var subscription = _host.Services.GetRequiredService<SubscriptionTable>().Subscriptions.Single();
        await _host.Services.GetRequiredService<ReceiveEndpoint>().ReceiveAsync(_context, subscription);
        return _context.Response.StatusCode;
    }

    private void Sign(byte[] body)
    {
        var timestamp = $"{_time.GetUtcNow().ToUnixTimeSeconds()}";
        _context.Request.Headers[DeliveryHeaders.WebhookId] = "msg_1";
        _context.Request.Headers[DeliveryHeaders.WebhookTimestamp] = timestamp;
        _context.Request.Headers[DeliveryHeaders.WebhookSignature] =
            WebhookSignature.Sign(SigningSecret.Parse(Secret), "msg_1", timestamp, body);
    }

    private Delivery Other() => new()
    {
        Subscription = "spotnana",
        Id = "other",
        Body = default,
        Sha256 = new byte[32],
        SentAt = _time.GetUtcNow(),
        ReceivedAt = _time.GetUtcNow(),
        OccurredAt = _time.GetUtcNow(),
    };

    private void AssertWhole() => AssertHeld(0);

    private void AssertHeld(int bytes) => Assert.Equal(bytes, Budget.Used);

    private sealed class SentBody(PipeReader reader) : IRequestBodyPipeFeature
    {
        public PipeReader Reader => reader;
    }
}
