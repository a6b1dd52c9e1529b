using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Spotnana.Webhooks.Inbox.Hosting;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.Settings;
using Spotnana.Webhooks.TestLogging;

namespace Spotnana.Webhooks.Tests.Inbox.Keeping;

public sealed class EncryptionKeysTests : IDisposable
{
    private const string Setting = "Inbox:EncryptionKeyFile";

    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void The_first_key_encrypts_and_each_is_found_by_its_id()
    {
        var keys = Read(Key(1), "", $"  {Key(2)}\t");

        Assert.Equal(IdOf(Key(1)), keys.First!.Id);
        Assert.Equal(IdOf(Key(2)), keys.Find(IdOf(Key(2)))!.Id);
        Assert.Null(keys.Find(IdOf(Key(3))));
    }

    [Fact]
    public void An_id_is_short_the_same_each_time_and_tells_nothing_of_the_key()
    {
        Assert.Matches("^[0-9a-f]{16}$", IdOf(Key(1)));
        Assert.Equal(IdOf(Key(1)), IdOf(Key(1)));
        Assert.NotEqual(IdOf(Key(1)), IdOf(Key(2)));
        EncryptionKey.Parse(Key(1), out var key);
        Assert.DoesNotContain(key!.Id, Convert.ToHexStringLower(Convert.FromBase64String(Key(1))), StringComparison.Ordinal);
        Assert.Equal("***", key.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n \n")]
    [InlineData("c2hvcnQ=")]
    [InlineData("not Base64 at all, but quite as long as a key is")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==")] // 34 bytes
    public void A_file_without_a_key_is_refused_and_no_part_of_it_is_told(string content)
    {
        File.WriteAllText(_path, content);

        var error = Assert.Single(EncryptionKeys.Read(Setting, _path, out var keys));

        Assert.StartsWith($"{Setting} ({_path})", error, StringComparison.Ordinal);
        if (content.Trim().Length > 0)
            Assert.DoesNotContain(content, error, StringComparison.Ordinal);
        Assert.Null(keys.First);
    }

    [Fact]
    public void The_line_that_is_wrong_is_named()
    {
        File.WriteAllLines(_path, [Key(1), "AAAA", Key(2)]);

        var error = Assert.Single(EncryptionKeys.Read(Setting, _path, out _));

        Assert.Contains("line 2 is not Base64 of 32 bytes", error, StringComparison.Ordinal);
        Assert.Contains("openssl rand -base64 32", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cut_file_changes_nothing_and_is_told_once_until_it_is_whole_again()
    {
        var keys = Read(Key(1), Key(2));
        var (time, log) = (new FakeTimeProvider(), new ListLogger<KeyFilePoller>());
        using var poller = new KeyFilePoller(keys, new SecretChanges(time), time, log);
        await poller.StartAsync(default);

        File.WriteAllText(_path, $"{Key(3)}\n{Key(1)[..20]}");
        await TickUntilAsync(() => log.At(LogLevel.Error).Count == 1);
        Assert.Equal(IdOf(Key(1)), keys.First!.Id);
        Assert.NotNull(keys.Find(IdOf(Key(2))));
        File.Delete(_path);
        await TickUntilAsync(() => log.At(LogLevel.Error).Count == 2);
        Assert.Equal(IdOf(Key(1)), keys.First!.Id);
        File.WriteAllLines(_path, [Key(3), Key(1)]);
        await TickUntilAsync(() => keys.First!.Id == IdOf(Key(3)));

        await TickUntilAsync(() => log.At(LogLevel.Information).Count == 1);
        Assert.Contains($"2 keys. Bodies are encrypted with {IdOf(Key(3))}", log.At(LogLevel.Information)[0], StringComparison.Ordinal);
        Assert.DoesNotContain(log.Lines, line => line.Text.Contains(Key(1)[..20], StringComparison.Ordinal));
        await poller.StopAsync(default);

        Task TickUntilAsync(Func<bool> condition) => Wait.UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return condition();
        });
    }

    private static string Key(byte number) => Convert.ToBase64String([.. Enumerable.Repeat(number, 32)]);

    private static string IdOf(string text)
    {
        Assert.Null(EncryptionKey.Parse(text, out var key));
        return key!.Id;
    }

    private EncryptionKeys Read(params string[] lines)
    {
        File.WriteAllLines(_path, lines);
        Assert.Empty(EncryptionKeys.Read(Setting, _path, out var keys));
        return keys;
    }
}
