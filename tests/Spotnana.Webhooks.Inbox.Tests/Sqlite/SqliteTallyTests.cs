using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Spotnana.Webhooks.Inbox.Transfer;
using Spotnana.Webhooks.Sqlite;
using Spotnana.Webhooks.Sqlite.Files;

namespace Spotnana.Webhooks.Inbox.Tests.Sqlite;

/// <summary>The numbers that are kept are those that counting the rows gives, whatever was done.</summary>
public sealed class SqliteTallyTests : IDisposable
{
    private readonly InboxFolder _folder = new();
    private readonly FakeTimeProvider _time = new(Make.Start);

    public void Dispose() => _folder.Delete();

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(4, true)]
    [InlineData(5, true)]
    public async Task After_every_step_of_a_random_life_the_numbers_are_those_of_the_rows(int seed, bool isOld)
    {
        if (isOld)
            OldFile.Create(_folder.File);
        var life = new RandomLife(seed, _time);
        for (var start = 0; start < 3; start++)
        {
            await using var inbox = New();
            Assert.True(await inbox.TryOpenAsync(default));
            for (var step = 0; step < 150; step++)
            {
                var done = await life.StepAsync(inbox);
                var wrong = TallyCheck.Wrong(_folder);
                Assert.True(wrong.Count == 0, $"After {done}: {string.Join(", ", wrong)}");
            }
        }

        Assert.True(life.Kinds.Count == RandomLife.AllKinds, string.Join(", ", life.Kinds));
    }

    [Fact]
    public void A_handler_is_known_even_if_its_only_handling_began_and_ended_in_one_commit()
    {
        using var session = InboxFile.Open(_folder.File);
        var statements = new WriteStatements(session, _folder.File, NullLogger.Instance, new(TimeProvider.System, NullLogger.Instance));

        session.Begin();
        statements.Appending.Run([Make.Entry("a")], _time.GetUtcNow());
        var lease = Assert.Single(statements.Leasing.Run("h", 1, TimeSpan.FromMinutes(1), _time.GetUtcNow()));
        statements.Settling.Run(Settlement.Completed(lease, default), next: null, _time.GetUtcNow());
        session.Commit();

        Assert.Equal(["h 0"], statements.Stats.Read().Handlers.Select(handler => $"{handler.Handler} {handler.Pending}"));
        Assert.Empty(TallyCheck.Wrong(_folder));
    }

    [Fact]
    public void What_a_full_disk_takes_back_is_not_counted()
    {
        using var session = InboxFile.Open(_folder.File);
        var statements = new WriteStatements(session, _folder.File, NullLogger.Instance, new(TimeProvider.System, NullLogger.Instance));
        session.Execute($"PRAGMA max_page_count = {session.ReadInteger("PRAGMA page_count") + 8}");
        var late = Make.Delivery("late");
        Append(late with { ReceivedAt = late.ReceivedAt.AddHours(1) });

        Assert.Throws<SqliteException>(() => Append(Make.Delivery("small"), Large("large")));
        session.Rollback();
        Assert.Equal(0, TallyCheck.Disorder(_folder));
        Append(late with { Id = "later", ReceivedAt = late.ReceivedAt.AddHours(2) });

        Assert.Empty(TallyCheck.Wrong(_folder));
        Assert.Equal(0, TallyCheck.Disorder(_folder));

        void Append(params Delivery[] deliveries)
        {
            session.Begin();
            statements.Appending.Run([.. deliveries.Select(delivery => Make.Entry(delivery))], _time.GetUtcNow());
            session.Commit();
        }
    }

    [Fact]
    public async Task By_how_much_the_order_of_receipt_was_off_is_kept_over_a_restart_and_without_what_was_taken_back()
    {
        await using (var inbox = New())
        {
            await inbox.TryOpenAsync(default);
            await inbox.AppendAsync([At("a", 100)], default);
            await Assert.ThrowsAsync<InvalidDataException>(
                () => inbox.WriteDeliveriesAsync([Record(At("taken back", 900)), Record(At("bad", 0, new byte[31]))], default));
            await inbox.AppendAsync([At("b", 40), At("c", 70)], default);
        }

        Assert.Equal(60_000_000, TallyCheck.Disorder(_folder));
        await using (var inbox = New())
        {
            await inbox.TryOpenAsync(default);
            await inbox.AppendAsync([At("d", 30), At("e", 90)], default);
        }

        Assert.Equal(70_000_000, TallyCheck.Disorder(_folder));
    }

    [Fact]
    public async Task What_an_older_release_did_in_between_is_counted()
    {
        OldFile.Create(_folder.File);
        for (var turn = 0; turn < 3; turn++)
        {
            await using (var inbox = New())
            {
                await inbox.TryOpenAsync(default);
                await inbox.AppendAsync([Make.Entry($"new {turn}", "pnr/1"), Make.Unhandled(Make.Delivery($"u {turn}"))], default);
            }

            Assert.Empty(TallyCheck.Wrong(_folder));
            _folder.Execute(
                $"""
                INSERT INTO delivery (subscription, id, sha256, occurred_at, sent_at, received_at, bytes, state)
                    VALUES ('s', 'old {turn}', zeroblob(32), 0, 0, {turn}, 0, 0);
                INSERT INTO handling (delivery, handler, lane, occurred_at, received_at, due_at, state)
                    SELECT max(seq), 'old', 1, 0, 0, 0, 0 FROM delivery;
                UPDATE handling SET state = 2, reason = 1 WHERE handler = 'h';
                UPDATE delivery SET state = 2, reason = 1 WHERE id LIKE 'new%';
                """);
            Assert.Empty(TallyCheck.Wrong(_folder));
        }
    }

    // As it was received, seconds after the first.
    private static InboxEntry At(string id, int second, byte[]? sha256 = null)
    {
        var delivery = Make.Delivery(id);
        return Make.Entry(delivery with { ReceivedAt = delivery.ReceivedAt.AddSeconds(second), Sha256 = sha256 ?? delivery.Sha256 });
    }

    private static DeliveryRecord Record(InboxEntry entry) => new()
    {
        Sequence = 1,
        Delivery = entry.Delivery,
        Copy = 0,
        Bytes = 0,
        HasBody = false,
        State = DeliveryState.Unhandled,
        SettledAt = Make.Start,
        Handlings = [],
        Attempts = [],
    };

    private static Delivery Large(string id)
    {
        var delivery = Make.Delivery(id, body: Make.Incompressible(1 << 20));
        return delivery with { ReceivedAt = delivery.ReceivedAt.AddHours(-1) };
    }

    private SqliteInbox New() => new(new SqliteInboxOptions { Path = _folder.File }, _time, NullLogger<SqliteInbox>.Instance);
}
