using System.Text;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests.Wire;

/// <summary>X-Forwarded-For is believed from named proxies only, and only for the log.</summary>
public sealed class ForwardedForTests
{
    private const string Proxy = "127.0.0.9";

    private static readonly Dictionary<string, string?> Proxied = new()
    {
        ["ForwardedHeaders:KnownProxies:0"] = Proxy,
        ["ForwardedHeaders:KnownProxies:1"] = "10.20.0.0/16",
    };

    [Theory]
    [InlineData(Proxy, "203.0.113.7", "203.0.113.7")]
    [InlineData(Proxy, "203.0.113.7:1234", "203.0.113.7")]
    [InlineData(Proxy, "2001:db8::7", "2001:db8::7")]
    [InlineData(Proxy, "198.51.100.1, 203.0.113.7", "203.0.113.7")]
    [InlineData(Proxy, "198.51.100.1, 203.0.113.7, 10.20.30.40", "203.0.113.7")]
    [InlineData(Proxy, "not an address", Proxy)]
    [InlineData(Proxy, null, Proxy)]
    [InlineData("127.0.0.1", "203.0.113.7", "127.0.0.1")]
    [InlineData("127.0.0.8", "203.0.113.7, 127.0.0.9", "127.0.0.8")]
    public async Task The_log_names_the_client_that_a_known_proxy_names_and_nobody_else_is_believed(
        string from, string? forwardedFor, string expected)
    {
        using var receiver = new RunningReceiver(Proxied);
        Assert.Equal(expected, await RemoteAsync(receiver, "Received", from, forwardedFor, TestDelivery.Secret));
        Assert.Equal(expected, await RemoteAsync(receiver, "Refused", from, forwardedFor, TestDelivery.OtherSecret));
    }

    [Fact]
    public async Task Without_a_named_proxy_nobody_is_believed()
    {
        using var receiver = new RunningReceiver();
        Assert.Equal("127.0.0.1", await RemoteAsync(receiver, "Received", "127.0.0.1", "203.0.113.7", TestDelivery.Secret));
    }

    [Fact]
    public async Task The_switch_of_the_framework_that_would_believe_everybody_is_ignored_and_the_log_says_so()
    {
        // ASPNETCORE_FORWARDEDHEADERS_ENABLED in the environment.
        const string Switch = "FORWARDEDHEADERS_ENABLED";
        using var receiver = new RunningReceiver(new() { [Switch] = "true" });
        using var proxied = new RunningReceiver(new(Proxied) { [Switch] = "true" });

        Assert.Equal("127.0.0.1", await RemoteAsync(receiver, "Received", "127.0.0.1", "203.0.113.7", TestDelivery.Secret));
        Assert.Equal("127.0.0.8", await RemoteAsync(proxied, "Received", "127.0.0.8", "203.0.113.7", TestDelivery.Secret));
        Assert.Equal("203.0.113.7", await RemoteAsync(proxied, "Refused", Proxy, "203.0.113.7", TestDelivery.OtherSecret));
        Assert.Contains(receiver.Log.Events, line => line.MessageTemplate.Text.StartsWith(
            "ASPNETCORE_FORWARDEDHEADERS_ENABLED is ignored", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ForwardedHeaders:KnownProxies:0", "proxy.internal")]
    [InlineData("ForwardedHeaders:KnownProxies:0", "10.0.0")]
    [InlineData("ForwardedHeaders:KnownProxies:0", "10.0.0.0/33")]
    [InlineData("ForwardedHeaders:KnownProxies:3", "")]
    [InlineData("ForwardedHeaders:KnownProxies", "10.0.0.7")]
    public void A_proxy_that_is_no_address_stops_the_start_and_is_named(string key, string value)
    {
        using var receiver = new RunningReceiver(new() { [key] = value });
        Assert.Contains($"{key} is '{value}'", Assert.ThrowsAny<Exception>(receiver.Start).ToString(), StringComparison.Ordinal);
    }

    private static async Task<string> RemoteAsync(RunningReceiver receiver, string line, string from, string? forwardedFor, string secret)
    {
        var request = new RawRequest { Secret = secret };
        string[] lines = forwardedFor is null
            ? [request.ContentLength]
            : [
                request.ContentLength, $"X-Forwarded-For: {forwardedFor}", "X-Forwarded-Host: other.example", "X-Forwarded-Proto: https",
                "Forwarded: for=192.0.2.1",
            ];
        using var connection = await RawConnection.OpenAsync(receiver.WebhooksUrl, from);
        await connection.SendAsync((byte[])[.. Encoding.ASCII.GetBytes(request.Head(lines)), .. request.Body]);
        Assert.Equal(secret == TestDelivery.Secret ? 200 : 401, (await connection.ReadAsync())?.StatusCode);

        var logged = await receiver.Log.LineAsync(logged => logged.MessageTemplate.Text.StartsWith(line, StringComparison.Ordinal));
        return logged.Properties["Remote"].ToString().Trim('"');
    }
}
