using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.Sqlite;
using Spotnana.Webhooks.Sqlite.Connections;
using Spotnana.Webhooks.TestLogging;

namespace Spotnana.Webhooks.Inbox.Tests.Sqlite;

/// <summary>How bodies lie in the file, and what becomes of one that cannot be read.</summary>
public sealed class BodyTests : IAsyncLifetime
{
    private static readonly string _booking = string.Concat(Enumerable.Range(0, 800).Select(i => $"{{\"leg\":{i},\"cabin\":\"ECONOMY\"}}"));

    private readonly InboxFolder _folder = new();
    private readonly FakeTimeProvider _time = new(Make.Start);
    private readonly ListLogger<SqliteInbox> _log = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _folder.CloseAndDeleteAsync();

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task A_body_is_compressed_where_that_makes_it_smaller_and_read_as_it_came(bool isEncodedBefore, bool isNew)
    {
        if (!isNew)
            OldFile.Create(_folder.File);
        var inbox = await OpenAsync();
        var random = new byte[4000];
        new Random(1).NextBytes(random);
        Delivery[] deliveries =
        [
            Make.Delivery("large", "pnr/1", body: _booking),
            Make.Delivery("small", "pnr/2", body: new string('x', 511)),
            Make.Delivery("random", "pnr/3") with { Body = random },
            Make.Delivery("large", "pnr/1", body: _booking + " "),
        ];
        foreach (var delivery in deliveries)
        {
            using var stored = isEncodedBefore ? inbox.Encode(delivery) : null;
            await inbox.AppendAsync([Make.Entry(delivery) with { Stored = stored }], default);
        }

        Assert.Equal(
            isNew ? [2L, 0, 0, 2] : [0L, 0, 0, 0], _folder.Query("SELECT codec FROM payload ORDER BY seq", row => row.GetInt64(0)));
        Assert.InRange(
            _folder.Query("SELECT length(body) FROM payload", row => row.GetInt64(0))[0],
            1, isNew ? _booking.Length / 3 : _booking.Length);
        var leases = await inbox.LeaseAsync("h", 10, TimeSpan.FromMinutes(1), default);
        Assert.Equal(deliveries[..3].Select(Text), leases.Select(lease => Text(lease.Delivery)));
        var sequences = _folder.Query("SELECT seq FROM delivery ORDER BY seq", row => row.GetInt64(0));
        for (var i = 0; i < deliveries.Length; i++)
            Assert.Equal(Text(deliveries[i]), Convert.ToHexString((await inbox.ReadPayloadAsync(sequences[i], default)).Body.Span));
        var exported = new List<string>();
        await foreach (var record in inbox.ReadDeliveriesAsync(default))
            exported.Add(Text(record.Delivery));
        Assert.Equal(deliveries.Select(Text), exported);
        await inbox.RedriveAsync(sequences[3], null, delivery => new InboxEntry(delivery, [Text(delivery)]), default);
        Assert.Single(await inbox.LeaseAsync(Text(deliveries[3]), 10, TimeSpan.FromMinutes(1), default));
    }

    [Fact]
    public async Task A_body_that_cannot_be_read_holds_up_its_own_lane_and_is_counted()
    {
        var inbox = await OpenAsync();
        await inbox.AppendAsync(
            [
                Make.Entry("newer", "pnr/1"), Make.Entry("gone", "pnr/2"), Make.Entry("before", "pnr/3", occurred: 1),
                Make.Entry("after", "pnr/3", occurred: 2), Make.Entry("cut", "pnr/4", body: _booking), Make.Entry("whole", "pnr/5"),
            ],
            default);
        _folder.Execute(
            """
            UPDATE payload SET codec = 99 WHERE seq IN (SELECT seq FROM delivery WHERE id IN ('newer', 'after'));
            UPDATE payload SET body = substr(body, 1, 200) WHERE seq = (SELECT seq FROM delivery WHERE id = 'cut');
            DELETE FROM payload WHERE seq = (SELECT seq FROM delivery WHERE id = 'gone');
            """);

        var leases = await inbox.LeaseAsync("h", 10, TimeSpan.FromMinutes(1), default);

        Assert.Equal(["before", "whole"], leases.Select(lease => lease.Delivery.Id));
        var settled = await inbox.SettleAsync(Settlement.Completed(leases[0], default), TimeSpan.FromMinutes(1), default);
        Assert.Equal(new SettleOutcome(WasHeld: true), settled);
        Assert.StartsWith("Handler h cannot be given newer of s: ", Assert.Single(_log.At(LogLevel.Error)), StringComparison.Ordinal);
        Assert.Equal(4, (await inbox.ReadStatsAsync(default)).Damaged);
        await Assert.ThrowsAsync<InvalidDataException>(() => inbox.ReadPayloadAsync(1, default));

        // They are not due again at once, so nobody looks at them over and over; an operator can give them up.
        Assert.Empty(await inbox.LeaseAsync("h", 10, TimeSpan.FromMinutes(1), default));
        Assert.Single(_log.At(LogLevel.Error));
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(["whole"], (await inbox.LeaseAsync("h", 10, TimeSpan.FromMinutes(1), default)).Select(lease => lease.Delivery.Id));
        Assert.EndsWith("3 more since the last such line", _log.At(LogLevel.Error)[1], StringComparison.Ordinal);
        Assert.Equal(new DiscardResult(1, 0), await inbox.DiscardAsync(1, null, default));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(5000)]
    public void Damaged_bytes_are_never_taken_for_a_body(int seed)
    {
        var random = new Random(seed);
        var codec = new BodyCodec(new SnappyCompression(), EncryptionKeys.None);
        using var stored = codec.Encode(System.Text.Encoding.UTF8.GetBytes(_booking), default)!;
        for (var i = 0; i < 500; i++)
        {
            var bytes = stored.Bytes.ToArray();
            bytes[random.Next(4)] = (byte)random.Next(256); // the length and the first step
            try
            {
                var part = bytes.AsSpan(0, random.Next(bytes.Length));
                Assert.Equal(_booking.Length, codec.Decode(SnappyCompression.Number, null, part, default, _booking.Length).Length);
            }
            catch (InvalidDataException)
            {
            }
        }
    }

    private static string Text(Delivery delivery) => Convert.ToHexString(delivery.Body.Span);

    private async Task<SqliteInbox> OpenAsync()
    {
        var inbox = _folder.Keep(new SqliteInbox(new SqliteInboxOptions { Path = _folder.File }, _time, _log));
        Assert.True(await inbox.TryOpenAsync(default));
        return inbox;
    }
}
