using System.Net;
using System.Net.Sockets;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests;

/// <summary>
/// The service as a process: whatever stops the start ends with exit code 78 and one message that names the key and the fix. No stack
/// trace, and nothing of it in the log.
/// </summary>
public sealed class StartFailureTests
{
    private const string WebhooksUrl = "Kestrel:Endpoints:Webhooks:Url";
    private const string ManagementUrl = "Kestrel:Endpoints:Management:Url";
    private const string Levels = "Set one of Verbose, Debug, Information, Warning, Error, Fatal.";

    [Theory]
    [InlineData(WebhooksUrl, "http://*:8080/x", "but an endpoint has no path. Set it without '/x'")]
    [InlineData(ManagementUrl, "http://127.0.0.1:8081/x", "but an endpoint has no path. Set it without '/x'")]
    [InlineData(WebhooksUrl, "http://203.0.113.7:8080", "is not one of this machine. Set http://*:<port>")]
    [InlineData(WebhooksUrl, "http://*:99999", "Set a port between 1 and 65535.")]
    [InlineData(WebhooksUrl, "8080", "is no URL. Set the whole URL, such as http://*:8080")]
    [InlineData(WebhooksUrl, "ftp://127.0.0.1:8080", "Only http and https are served")]
    [InlineData(WebhooksUrl, "http://localhost:0", "localhost needs a port of its own")]
    [InlineData("Kestrel:Endpoints:More:Url", "http://127.0.0.1:0/x", "but an endpoint has no path")]
    [InlineData("Serilog:MinimumLevel:Default", "Loud", Levels)]
    [InlineData("Serilog:MinimumLevel:Override:Microsoft", "Loud", Levels)]
    [InlineData("Serilog:MinimumLevel", "Loud", Levels)]
    [InlineData("Serilog:MinimumLevel:Default", "99", Levels)]
    [InlineData("Intake:MaxBodyBytes", "99999999999999", "is '99999999999999'. Set it to a whole number")]
    [InlineData("OTEL_METRIC_EXPORT_INTERVAL", "0", "Set a whole number from 1 to 2147483647, or unset it.")]
    public async Task A_wrong_setting_ends_the_start_with_78_and_one_line_that_names_the_key_and_the_fix(
        string key, string value, string expected)
    {
        var line = await StartAsync(key, value);
        Assert.Contains(key, line, StringComparison.Ordinal);
        Assert.Contains($"'{value}'", line, StringComparison.Ordinal);
        Assert.Contains(expected, line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ \"Intake\": { \"AckTimeout\": \"00:00:20\", \"ackTimeout\": \"00:00:10\" } }", "'Intake:ackTimeout' was found. A key")]
    [InlineData("{ \"Routes\": ", "It is no JSON: see line 1, byte ")]
    public async Task A_settings_file_with_keys_that_differ_by_case_or_without_an_end_ends_the_start_with_78(
        string content, string expected)
    {
        var name = $"Test{Guid.NewGuid():N}";
        var path = Path.Combine(ServiceRun.Folder, $"appsettings.{name}.json");
        await File.WriteAllTextAsync(path, content);
        try
        {
            var line = await StartAsync("ASPNETCORE_ENVIRONMENT", name);
            Assert.Contains(path, line, StringComparison.Ordinal);
            Assert.Contains(expected, line, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("Intake:AckTimeout")]
    [InlineData("Inbox:Retention:Payloads")]
    public async Task A_time_in_words_ends_the_start_with_78_and_the_right_spelling(string key) =>
        Assert.Contains(
            $"{key} is '14 days'. Write a time as days.hours:minutes:seconds, such as 00:00:30.", await StartAsync(key, "14 days"),
            StringComparison.Ordinal);

    [Fact]
    public async Task An_endpoint_without_a_URL_ends_the_start_with_78() =>
        Assert.Contains($"{WebhooksUrl} is missing. Set it to", await StartAsync(WebhooksUrl, ""), StringComparison.Ordinal);

    [Fact]
    public async Task Settings_that_only_the_server_itself_checks_end_the_start_with_78() =>
        Assert.Contains(
            "Kestrel refuses its settings: The non-HTTPS endpoint Webhooks includes HTTPS-only configuration for SslProtocols.",
            await StartAsync("Kestrel:Endpoints:Webhooks:SslProtocols:0", "Tls13"), StringComparison.Ordinal);

    [Fact]
    public async Task Settings_of_the_log_that_only_Serilog_checks_end_the_start_with_78() =>
        Assert.Contains(
            ServiceRun.IsNative ? "Serilog:Using has no place in the native build" : "Put right the keys below Serilog.",
            await StartAsync("Serilog:Using:0", "No.Such.Sink"), StringComparison.Ordinal);

    [Theory]
    [InlineData(WebhooksUrl, "127.0.0.1")]
    [InlineData(ManagementUrl, "127.0.0.1")]
    [InlineData(WebhooksUrl, "*")]
    [InlineData(WebhooksUrl, "localhost")]
    public async Task An_address_in_use_ends_the_start_with_78(string key, string host)
    {
        using var others = new TcpListener(IPAddress.IPv6Any, 0);
        others.Server.DualMode = true;
        others.Start();
        var url = $"http://{host}:{((IPEndPoint)others.LocalEndpoint).Port}";

        Assert.Contains(
            $"{key} is '{url}', but this address is already in use. End the process that listens there, or set another port.",
            await StartAsync(key, url), StringComparison.Ordinal);
    }

    // localhost is tried as two addresses, and the line is there once all the same.
    [Theory]
    [InlineData("*")]
    [InlineData("localhost")]
    public async Task A_port_that_needs_a_right_which_the_user_lacks_ends_the_start_with_78(string host) =>
        Assert.Contains(
            $"{WebhooksUrl} is 'http://{host}:80', but this address may not be listened on by this user. Set a port above 1023",
            await StartAsync(WebhooksUrl, $"http://{host}:80"), StringComparison.Ordinal);

    /// <summary>Starts the service with one setting changed. Fails unless it ends with 78 and says why in one line.</summary>
    private static async Task<string> StartAsync(string key, string value)
    {
        await using var service = ServiceRun.WithoutRightToLowPorts(
            new() { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:9", [key] = value });
        var exitCode = await service.EndAsync();

        var lines = service.Errors.Where(line => line.Length > 0).ToList();
        Assert.True(exitCode == 78, $"It ended with {exitCode}.\n{service.Output}");
        Assert.Equal("The service does not start:", lines[0]);
        Assert.DoesNotContain("\"@x\"", service.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\"Fatal\"", service.Output, StringComparison.Ordinal);
        return Assert.Single(lines[1..]);
    }
}
