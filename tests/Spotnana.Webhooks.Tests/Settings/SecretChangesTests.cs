using Microsoft.Extensions.Time.Testing;
using Spotnana.Webhooks.Settings;

namespace Spotnana.Webhooks.Tests.Settings;

public sealed class SecretChangesTests
{
    private readonly FakeTimeProvider _time = new();
    private string _text = "a b";

    [Fact]
    public void Only_values_that_are_in_use_from_now_on_are_passed_on_with_the_time_and_never_a_value()
    {
        var changes = new SecretChanges(_time);
        var source = new SecretSource<string>(
            "The:Key", () => SecretText.OfList("The:Key", _text.Split(' ')), Parse, SecretPolicy.KeepLastGood);

        foreach (var text in (string[])["a b", "a b", "a bad", "a b", "a c d", "bad"])
        {
            _text = text;
            _time.Advance(TimeSpan.FromSeconds(1));
            source.Read();
            if (source.Adopt() is { } news)
                changes.Note("secret.change", news);
        }

        var start = new FakeTimeProvider().GetUtcNow();
        Assert.True(changes.Waiting.TryRead(out var first));
        Assert.True(changes.Waiting.TryRead(out var second));
        Assert.Equal(
            [new(start.AddSeconds(1), "secret.change", "The:Key", 2), new(start.AddSeconds(5), "secret.change", "The:Key", 3)],
            [first, second]);
        Assert.False(changes.Waiting.TryRead(out _));
    }

    private static string? Parse(string text, out string? value)
    {
        value = text;
        return text == "bad" ? "is bad" : null;
    }
}
