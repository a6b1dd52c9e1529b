using Microsoft.Extensions.Time.Testing;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Hosting;

namespace Spotnana.Webhooks.Tests.Inbox.Hosting;

public sealed class ContactBookTests
{
    private static readonly DateTimeOffset _start = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(_start);
    private readonly ContactBook _book;

    public ContactBookTests() => _book = new ContactBook(_time);

    [Fact]
    public void Silence_counts_from_the_start_until_the_first_delivery_and_then_from_the_last()
    {
        _book.Watch("s");
        Assert.Equal(new SubscriptionContact("s", _start, null), Assert.Single(_book.Contacts));

        _time.Advance(TimeSpan.FromSeconds(40));
        _book.Heard("s");
        _book.Watch("s");

        Assert.Equal(new SubscriptionContact("s", _start, _start.AddSeconds(40)), Assert.Single(_book.Contacts));
    }

    [Fact]
    public void What_the_inbox_remembers_of_an_earlier_run_or_another_replica_counts()
    {
        _book.Watch("s");
        _book.Watch("never");

        var news = _book.Learn([new("s", _start.AddDays(-9), _start.AddDays(-2)), new("gone", _start.AddDays(-9), null)]);

        Assert.Equal([new("never", _start, null)], news);
        Assert.Equal(
            [new("never", _start, null), new("s", _start.AddDays(-9), _start.AddDays(-2))],
            _book.Contacts.OrderBy(contact => contact.Subscription));
        Assert.Empty(_book.Learn([new("never", _start, null), new("s", _start.AddDays(-9), _start.AddDays(-1))]));
    }

    [Fact]
    public void What_this_process_heard_is_news_until_the_inbox_has_it()
    {
        _time.Advance(TimeSpan.FromTicks(12_345_678));
        _book.Watch("s");
        _book.Heard("s");

        var news = Assert.Single(_book.Learn([]));

        Assert.Empty(_book.Learn([news]));
        Assert.Equal(0, news.LastAuthenticAt!.Value.Ticks % TimeSpan.TicksPerMillisecond);
    }

    [Fact]
    public void A_time_of_a_clock_that_was_wrong_hides_no_silence()
    {
        _book.Watch("s");
        _book.Heard("s");

        var news = _book.Learn([new("s", _start, _start.AddYears(9))]);

        Assert.Equal([new("s", _start, _start)], news);
        Assert.Equal(_start, Assert.Single(_book.Contacts).SilentSince);
    }
}
