using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests.Management;

/// <summary>
/// Who may use the management listener is checked at start: a wrong setting stops it, and the message names the key and the fix.
/// </summary>
public sealed class ManagementStartTests
{
    private const string Key = "0123456789abcdef0123456789abcdef";
    private const string ManagementUrl = "Kestrel:Endpoints:Management:Url";

    public static TheoryData<string, string, string> Refusals => new()
    {
        {
            "Management:Keys:grafana:Rights:0", "metrix",
            "Management:Keys:grafana:Rights:0 is 'metrix'. Set one of metrics, read, payloads, operate, erase."
        },
        { "Management:Keys:grafana:Rights:0", "0", "Management:Keys:grafana:Rights:0 is '0'. Set one of" },
        { "Management:Keys:grafana:Rights:0", "", "Management:Keys:grafana:Rights:0 is ''. Set one of" },
        { "Management:Keys:grafana:Key", "", "Management:Keys:grafana has neither Key nor KeyFile. Set one of them." },
        { "Management:Keys:grafana:KeyFile", "/run/secrets/none", "Management:Keys:grafana has both Key and KeyFile. Remove one of them." },
        {
            "Management:Keys:grafana:Key", "hunter2hunter2",
            "Management:Keys:grafana:Key is shorter than 16 characters. Set a long random one"
        },
        { "Management:Keys:grafana:Key", "hunter2 hunter2 hunter2", "Management:Keys:grafana:Key holds spaces" },
        {
            "Management:Keys:grafana:Key", "hunter2-hunter2-hünter2", "Management:Keys:grafana:Key holds spaces or characters outside ASCII"
        },
        { "Management:Keys:oncall:Rights:0", "read", "Management:Keys:oncall has neither Key nor KeyFile" },
        { "Management:Keys:oncall:Key", Key, "is the same key as Management:Keys:grafana" },
        { "Management:Keys:oncall:Key", "fedcba9876543210fedcba9876543210", "Management:Keys:oncall:Rights is empty" },
        {
            "Management:Keys:oncall:KeyFile", "/nowhere/key",
            "Management:Keys:oncall:KeyFile (/nowhere/key) cannot be read: there is no such file"
        },
        {
            "Management:AllowedHosts:0", "https://ops.internal",
            "Management:AllowedHosts:0 is 'https://ops.internal'. Set a host name without scheme, port or wildcard"
        },
        { "Management:AllowedHosts:0", "ops.internal:8081", "Management:AllowedHosts:0 is 'ops.internal:8081'" },
        { "Management:AllowedHosts:0", "*.internal", "Management:AllowedHosts:0 is '*.internal'" },
        { "Management:AllowedHosts:0", "", "Management:AllowedHosts:0 is ''" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void A_wrong_setting_stops_the_start_and_is_named(string key, string value, string expected)
    {
        using var receiver = new RunningReceiver(
            new() { ["Management:Keys:grafana:Key"] = Key, ["Management:Keys:grafana:Rights:0"] = "metrics", [key] = value });

        var failure = Assert.ThrowsAny<Exception>(receiver.Start);

        Assert.Contains(expected, failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Key, failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_that_is_wrong_here_and_elsewhere_is_reported_at_once()
    {
        using var receiver = new RunningReceiver(
            new() { ["Management:Keys:grafana:Key"] = "short", ["Management:AllowedHosts:0"] = "*", ["Intake:QueueCapacity"] = "0" });

        var failure = Assert.ThrowsAny<Exception>(receiver.Start).ToString();

        Assert.Contains("Management:Keys:grafana:Key is", failure, StringComparison.Ordinal);
        Assert.Contains("Management:Keys:grafana:Rights is", failure, StringComparison.Ordinal);
        Assert.Contains("Management:AllowedHosts:0 is", failure, StringComparison.Ordinal);
        Assert.Contains("Intake:QueueCapacity is", failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://*:0")]
    [InlineData("http://+:0")]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://[::]:0")]
    [InlineData("http://10.1.2.3:8081")]
    [InlineData("http://[fd00::1]:8081")]
    [InlineData("http://localhost.example:8081")]
    [InlineData("http://127.0.0.1.example:8081")]
    [InlineData("http://ops.internal")]
    public void Without_keys_a_listener_that_others_can_reach_stops_the_start(string url)
    {
        using var receiver = new RunningReceiver(new() { [ManagementUrl] = url });

        var failure = Assert.ThrowsAny<Exception>(receiver.Start).ToString();

        Assert.Contains(
            $"Management:Keys is empty while {ManagementUrl} is '{url}', which others can reach. Set Management:Keys:<name>:KeyFile",
            failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:0")]
    [InlineData("http://127.1.2.3:0")]
    [InlineData("http://[::1]:0")]
    public void Without_keys_the_listener_may_be_on_any_loopback_address(string url)
    {
        using var receiver = new RunningReceiver(new() { [ManagementUrl] = url });
        receiver.Start();
        Assert.True(receiver.ManagementUrl.IsLoopback);
    }

    [Fact]
    public async Task With_a_key_the_listener_may_be_on_all_interfaces()
    {
        using var receiver = new RunningReceiver(new()
        {
            [ManagementUrl] = "http://0.0.0.0:0",
            ["Management:Keys:grafana:Key"] = Key,
            ["Management:Keys:grafana:Rights:0"] = "Metrics",
        });
        using var answer = await receiver.Management.GetAsync(new Uri("/health/ready", UriKind.Relative));
        Assert.Equal(System.Net.HttpStatusCode.OK, answer.StatusCode);
    }
}
