using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Spotnana.Webhooks.Management.Access;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests.Management;

/// <summary>Whoever guesses at keys is slow and is seen; whoever has one does not notice.</summary>
public sealed class KeyGuessingTests
{
    private const string Key = "key-of-the-reader-0123456789";

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);

    [Fact]
    public async Task Wrong_keys_wait_for_one_another_and_a_right_one_for_none_of_them()
    {
        using var receiver = Receiver();
        var guesses = Enumerable.Range(0, 20).Select(i => GuessAsync(receiver, $"guess-{i}-0123456789abcdef")).ToList();
        await receiver.Log.LineAsync(line => line.MessageTemplate.Text.StartsWith("Refused a management", StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.OK, await GuessAsync(receiver, Key));
        Assert.Equal(HttpStatusCode.Unauthorized, (await receiver.AskAsync("/api/stats")).StatusCode);
        Assert.DoesNotContain(guesses, guess => guess.IsCompleted);

        await Wait.UntilAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return guesses.TrueForAll(guess => guess.IsCompleted);
        });
        Assert.All(await Task.WhenAll(guesses), answer => Assert.Equal(HttpStatusCode.Unauthorized, answer));
    }

    [Fact]
    public async Task Refusals_name_the_address_and_the_reason_and_hide_no_other_reason()
    {
        using var receiver = Receiver();
        for (var i = 0; i < 5; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, (await receiver.AskAsync("/api/stats")).StatusCode);
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (await receiver.CallAsync(HttpMethod.Post, "/api/redrive", Key)).StatusCode);
        var guess = GuessAsync(receiver, "guess-0123456789abcdef");
        await receiver.Log.LineAsync(
            line => line.Properties.TryGetValue("Reason", out var reason) && reason.ToString() == "\"key-unknown\"");

        Assert.Contains("call by \"unknown\" from \"127.0.0.1\": 401 \"key-missing\"", receiver.Log.Text, StringComparison.Ordinal);
        Assert.Contains("call by \"reader\" from \"127.0.0.1\": 403 \"right-lacking\"", receiver.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("guess-", receiver.Log.Text, StringComparison.Ordinal);
        await Wait.UntilAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(8)); // the line may come before the pause begins
            return guess.IsCompleted;
        });
        await guess;
    }

    [Fact]
    public async Task A_wrong_key_waits_eight_seconds_at_most()
    {
        var pause = new WrongKeyPause(_time);
        var turns = Enumerable.Range(0, 100).Select(_ => pause.WaitAsync(default)).ToList();

        foreach (var answered in (int[])[1, 2, 3])
        {
            _time.Advance(TimeSpan.FromMilliseconds(250));
            await Wait.UntilAsync(() => turns.Count(turn => turn.IsCompleted) == answered);
        }

        _time.Advance(TimeSpan.FromSeconds(8));
        await Task.WhenAll(turns);
        Assert.False(pause.WaitAsync(default).IsCompleted);
    }

    private static async Task<HttpStatusCode> GuessAsync(RunningReceiver receiver, string key) =>
        (await receiver.CallAsync(HttpMethod.Get, "/api/stats", key)).StatusCode;

    private RunningReceiver Receiver() => new(
        new() { ["Management:Keys:reader:Key"] = Key, ["Management:Keys:reader:Rights:0"] = "read" },
        services => services.AddSingleton<TimeProvider>(_time));
}
