using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Spotnana.Webhooks.Management.Access;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests.Management;

/// <summary>Keys in files, and what becomes of a file that changes.</summary>
public sealed class KeyFileTests : IDisposable
{
    private const string First = "first-0123456789abcdef";
    private const string Second = "second-0123456789abcdef";
    private const string Other = "other-0123456789abcdef";

    private readonly string _file = Path.GetTempFileName();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private readonly RunningReceiver _receiver;

    public KeyFileTests()
    {
        File.WriteAllText(_file, $"\n  {First} \r\n");
        _receiver = new RunningReceiver(
            new()
            {
                ["Management:Keys:grafana:KeyFile"] = _file,
                ["Management:Keys:grafana:Rights:0"] = "read",
                ["Management:Keys:oncall:Key"] = Other,
                ["Management:Keys:oncall:Rights:0"] = "read",
            },
            UseTime,
            map: TestEndpoints.Map);
    }

    [Fact]
    public async Task The_key_of_a_file_counts_without_the_space_around_it() => Assert.Equal("grafana", await CallAsync(First));

    [Fact]
    public async Task New_content_counts_after_two_seconds_and_the_old_no_longer()
    {
        Assert.Equal("grafana", await CallAsync(First));
        await File.WriteAllTextAsync(_file, Second);
        Assert.Null(await CallAsync(Second));

        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("grafana", await CallAsync(Second));
        Assert.Null(await CallAsync(First));
        Assert.Contains("The management key \"grafana\" changed", _receiver.Log.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "is shorter than 16 characters")]
    [InlineData("with spaces within it", "holds spaces")]
    [InlineData(Other, "now holds the key of oncall")]
    [InlineData(null, "cannot be read")]
    public async Task Content_that_cannot_be_used_revokes_the_key_until_it_is_good_again_and_is_logged_once(string? content, string why)
    {
        Assert.Equal("grafana", await CallAsync(First));
        if (content is null)
            File.Delete(_file);
        else
            await File.WriteAllTextAsync(_file, content);

        for (var look = 0; look < 3; look++)
        {
            _time.Advance(TimeSpan.FromSeconds(2));
            Assert.Null(await CallAsync(First));
        }

        var lines = _receiver.Log.Events.Select(line => line.RenderMessage(null));
        var told = Assert.Single(lines, line => line.Contains(why, StringComparison.Ordinal));
        Assert.Contains($"Management:Keys:grafana:KeyFile ({_file})", told, StringComparison.Ordinal);
        Assert.Contains("Until then this key opens nothing.", told, StringComparison.Ordinal);
        Assert.Equal("oncall", await CallAsync(Other));

        await File.WriteAllTextAsync(_file, Second);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("grafana", await CallAsync(Second));
        Assert.Null(await CallAsync(First));
        Assert.Contains("The management key \"grafana\" is valid again", _receiver.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("0123456789abcdef", _receiver.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_removed_file_that_comes_back_as_it_was_makes_its_key_valid_again()
    {
        Assert.Equal("grafana", await CallAsync(First));
        File.Delete(_file);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Null(await CallAsync(First));

        await File.WriteAllTextAsync(_file, First);
        Assert.Null(await CallAsync(First));
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("grafana", await CallAsync(First));
    }

    [Fact]
    public async Task While_no_key_opens_anything_nobody_is_let_in_without_one()
    {
        using var receiver = new RunningReceiver(
            new() { ["Management:Keys:grafana:KeyFile"] = _file, ["Management:Keys:grafana:Rights:0"] = "read" },
            UseTime,
            map: TestEndpoints.Map);
        receiver.Start();
        File.Delete(_file);
        _time.Advance(TimeSpan.FromSeconds(2));

        using var answer = await receiver.Management.GetAsync(new Uri(TestEndpoints.For("read"), UriKind.Relative));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Null(await CallAsync(First, receiver));
    }

    [Fact]
    public async Task A_file_that_is_swapped_the_way_Kubernetes_does_it_revokes_nothing_meanwhile()
    {
        using var volume = new SecretVolume(("key", First));
        using var receiver = new RunningReceiver(
            new() { ["Management:Keys:grafana:KeyFile"] = volume.PathOf("key"), ["Management:Keys:grafana:Rights:0"] = "read" },
            UseTime,
            map: TestEndpoints.Map);
        receiver.Start();
        using var stop = new CancellationTokenSource();
        var swaps = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
                volume.Swap(("key", First));
        });

        for (var look = 0; look < 300; look++)
        {
            _time.Advance(TimeSpan.FromSeconds(2));
            Assert.Equal("grafana", await CallAsync(First, receiver));
        }

        await stop.CancelAsync();
        await swaps;
        Assert.DoesNotContain("opens nothing", receiver.Log.Text, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _receiver.Dispose();
        File.Delete(_file);
    }

    /// <returns>The key's name; null for 401.</returns>
    // Only the answer to a wrong key goes by real time: nobody moves the other clock while it waits.
    private void UseTime(IServiceCollection services) =>
        services.AddSingleton<TimeProvider>(_time).AddSingleton(new WrongKeyPause(TimeProvider.System));

    private async Task<string?> CallAsync(string key, RunningReceiver? receiver = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, TestEndpoints.For("read")) { Headers = { { "X-Api-Key", key } } };
        var answer = await RunningReceiver.ReadAsync(await (receiver ?? _receiver).Management.SendAsync(request));
        if (answer.StatusCode == HttpStatusCode.Unauthorized)
            return null;
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return answer.Body;
    }
}
