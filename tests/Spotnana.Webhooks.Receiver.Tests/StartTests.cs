using Microsoft.Extensions.Configuration;
using Spotnana.Webhooks.Receiver.Tests.Support;
using Spotnana.Webhooks.Settings;

namespace Spotnana.Webhooks.Receiver.Tests;

/// <summary>Settings are checked at start: a wrong one stops it, and the message names the key and the fix.</summary>
public sealed class StartTests
{
    private const string SameKeyOtherText = TestDelivery.Secret + "\n";

    public static TheoryData<string, string, string> Refusals => new()
    {
        { "Subscriptions:spotnana:Secrets:0", "", "Subscriptions:spotnana:Secrets:0 cannot be used: the secret is empty" },
        { "Subscriptions:spotnana:Secrets:0", "hunter2hunter2", "does not start with whsec_" },
        { "Subscriptions:spotnana:Secrets:0", "whsec_%%%", "is not Base64" },
        { "Subscriptions:spotnana:Secrets:0", "whsec_c2hvcnQ=", "shorter than 16 bytes" },
        { "Subscriptions:spotnana:Secrets:0", Sandbox.Secret, "is the sandbox secret" },
        { "Subscriptions:spotnana:PurgeReaches:0", "nobody", "Subscriptions:spotnana:PurgeReaches:0 is 'nobody', and there is no such subscription" },
        { "Inbox:ErasureWait", "00:00:59", "Inbox:ErasureWait is 00:00:59. Set it between" },
        { "Subscriptions:tmc:Secrets:0", SameKeyOtherText, "Subscriptions:tmc:Secrets:0 is also a secret of Subscriptions:spotnana" },
        { "Subscriptions:tmc:Path", "/x", "Subscriptions:tmc:Secrets is empty" },
        { "Subscriptions:spotnana:OAuth:Enabled", "true", "Subscriptions:spotnana:OAuth:ClientId is missing" },
        { "Subscriptions:spotnana:OAuth:Enabled", "true", "Subscriptions:spotnana:OAuth:ClientSecret is missing" },
        { "Subscriptions:spotnana:OAuth:TokenLifetime", "1.00:00:01", "Subscriptions:spotnana:OAuth:TokenLifetime is 1.00:00:01. Set it" },
        { "Subscriptions:spotnana:Path", "no-slash", "Subscriptions:spotnana:Path is 'no-slash'" },
        { "Subscriptions:spotnana:Path", "/{id}", "Set a plain path" },
        { "Subscriptions:spotnana:Path", "/hooks/../spotnana", "Set a plain path" },
        { "Subscriptions:spotnana:Path", "/health/ready", "where the health probes answer" },
        { "Intake:AckTimeout", "30", "Intake:AckTimeout is 30.00:00:00. Set it between" },
        { "Intake:AckTimeout", "soon", "Intake:AckTimeout" },
        { "Intake:AckTimeout", "00:00:90", "Intake:AckTimeout is '00:00:90', with seconds above 59. Write 00:01:30" },
        { "Intake:TimestampTolerance", "24:00:00", "Intake:TimestampTolerance is '24:00:00', with hours above 23. Write 1.00:00:00" },
        { "Intake:MaxBodyByte", "4096", "Intake:MaxBodyByte is unknown. Did you mean Intake:MaxBodyBytes?" },
        { "Inbox:Passphrase", "/run/secrets/key", "Inbox:Passphrase is unknown. Remove it" },
        { "Management:AllowedHost", "ops.internal", "Management:AllowedHost is unknown. Did you mean Management:AllowedHosts?" },
        { "Routes:acme:Organizations", "hunter2", "Routes:acme:Organizations is a single value, where a list belongs." },
        { "Intake:MaxBodyBytes", "0", "Intake:MaxBodyBytes is 0" },
        { "Intake:QueueCapacity", "0", "Intake:QueueCapacity is 0" },
        { "Intake:TimestampTolerance", "31.00:00:00", "longer than Inbox:Retention:Ids" },
        { "Intake:DrainDelay", "00:00:16", "Intake:DrainDelay is 00:00:16" },
        { "Inbox:Engine", "Oracle", "Inbox:Engine is 'Oracle'. This service has" },
        { "Inbox:Engine", "PostgreSql", "Inbox:PostgreSql:ConnectionString is empty. Set it, for example to Host=db;" },
        {
            "Inbox:Retention:Payloads", "31.00:00:00",
            "Inbox:Retention:Payloads is 31.00:00:00, longer than Inbox:Retention:Ids (30.00:00:00)"
        },
        { "Inbox:Retention:Payloads", "00:00:59", "Inbox:Retention:Payloads is 00:00:59. Set it between" },
        { "Inbox:EncryptionKeyFile", "/nowhere/keys", "Inbox:EncryptionKeyFile (/nowhere/keys) cannot be read: there is no such file" },
        { "Inbox:Retention:DeadLetters", "31.00:00:00", "Inbox:Retention:DeadLetters is 31.00:00:00, longer than Inbox:Retention:Ids" },
        {
            "Inbox:Retention:Ids", "20.00:00:00",
            "Inbox:Retention:DeadLetters is 30.00:00:00, longer than Inbox:Retention:Ids (20.00:00:00)"
        },
        { "Dispatch:Concurrency", "0", "Dispatch:Concurrency is 0" },
        { "Dispatch:MaxRetryDelay", "00:00:00.001", "Dispatch:MaxRetryDelay is 00:00:00.0010000. Set it between" },
        { "Dispatch:ReorderWindow", "01:00:01", "Dispatch:ReorderWindow is 01:00:01. Set it between" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void A_wrong_setting_stops_the_start_and_is_named(string key, string value, string expected)
    {
        using var receiver = new RunningReceiver(new() { [key] = value });

        var failure = Assert.ThrowsAny<Exception>(receiver.Start);

        Assert.Contains(expected, failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(TestDelivery.Secret, failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_any_subscription_the_start_is_refused_and_the_key_to_set_is_named()
    {
        using var receiver = new RunningReceiver(new() { ["Subscriptions:spotnana:Secrets:0"] = null });
        Assert.Contains(
            "Subscriptions:spotnana:Secrets:0 is missing", Assert.ThrowsAny<Exception>(receiver.Start).ToString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_that_is_wrong_is_reported_at_once()
    {
        using var receiver = new RunningReceiver(new() { ["Intake:QueueCapacity"] = "0", ["Dispatch:Concurrency"] = "0" });

        var failure = Assert.ThrowsAny<Exception>(receiver.Start).ToString();

        Assert.Contains("Intake:QueueCapacity", failure, StringComparison.Ordinal);
        Assert.Contains("Dispatch:Concurrency", failure, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_wrong_with_routes_filters_log_and_endpoints_is_reported_with_all_else()
    {
        using var receiver = new RunningReceiver(new()
        {
            ["Intake:QueueCapacity"] = "0",
            ["Subscriptions:spotnana:Secrets:0"] = "hunter2",
            ["Routes:expenses:Forward:Url"] = "nowhere",
            ["Routes:expenses:Organization"] = "o",
            ["Serilog:MinimumLevel:Default"] = "Loud",
            ["Kestrel:Endpoints:Webhooks:Protocols"] = "Http9",
            ["Kestrel:EndpointDefaults:Protocols"] = "Http2",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "0",
        });

        var failure = Assert.ThrowsAny<Exception>(receiver.Start).ToString();

        Assert.All(
            (string[])
            [
                "Intake:QueueCapacity is 0", "Subscriptions:spotnana:Secrets:0 cannot be used", "Routes:expenses:Forward:Url is no",
                "Routes:expenses:Organization is unknown",
                "Serilog:MinimumLevel:Default is 'Loud'", "Kestrel:Endpoints:Webhooks:Protocols is 'Http9'. Only HTTP/1.1 is served",
                "Kestrel:EndpointDefaults:Protocols is 'Http2'. Only HTTP/1.1 is served", "OTEL_METRIC_EXPORT_INTERVAL is '0'",
            ],
            expected => Assert.Contains(expected, failure, StringComparison.Ordinal));
    }

    [Fact]
    public void A_filter_of_a_route_that_would_match_nothing_is_reported_with_all_else()
    {
        using var receiver = new RunningReceiver(new()
        {
            ["Intake:QueueCapacity"] = "0",
            ["Routes:expenses:Forward:Url"] = "https://expenses.example/",
            ["Routes:expenses:EventTypes:0"] = "pnr_v3",
        });

        var failure = Assert.ThrowsAny<Exception>(receiver.Start).ToString();

        Assert.Contains("Intake:QueueCapacity is 0", failure, StringComparison.Ordinal);
        Assert.Contains("Routes:expenses:EventTypes:0 is 'pnr_v3'", failure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_library_that_is_added_twice_reports_an_error_once()
    {
        var errors = StartCheck.Errors(
            source => source.AddInMemoryCollection([new("Inbox:Engine", "Memory"), new("Intake:Nothing", "1")]), "Development",
            webhooks => webhooks.Services.AddSpotnanaWebhooks());
        Assert.Single(errors, error => error.StartsWith("Intake:Nothing is unknown", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Subscriptions:spotnana:SecretFiles:0", "whsec_hunter2")]
    [InlineData("Subscriptions:spotnana:RequiredHeaderFiles:X-Key", "hunter2")]
    [InlineData("Routes:a:Forward:SecretFile", "whsec_hunter2")]
    [InlineData("Routes:a:Forward:HeaderFiles:Authorization", "Bearer hunter2")]
    [InlineData("Management:Keys:ops:KeyFile", "hunter2hunter2hunter2")]
    [InlineData("Inbox:PostgreSql:ConnectionStringFile", "Host=db;Username=u;Password=hunter2")]
    [InlineData("Subscriptions:spotnana:Secrets:whsec_hunter2", "")]
    [InlineData("Routes:a:Forward:Url", "x.example?hunter2")]
    [InlineData("OTEL_RESOURCE_ATTRIBUTES", "hunter2")]
    public void A_secret_that_was_set_where_it_does_not_belong_is_not_shown(string key, string value)
    {
        using var receiver = new RunningReceiver(new()
        {
            ["Inbox:Engine"] = key.Contains("PostgreSql", StringComparison.Ordinal) ? "PostgreSql" : "Memory",
            ["Routes:a:Forward:Url"] = "https://x.example/",
            ["Management:Keys:ops:Rights:0"] = "read",
            [key] = value,
        });

        var failure = Assert.ThrowsAny<Exception>(receiver.Start).ToString();

        Assert.Contains(key.Replace(":whsec_hunter2", "", StringComparison.Ordinal), failure, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Serilog:MinimumLevel:Override:Audit", "Fatal")]
    [InlineData("Serilog:MinimumLevel:Override:audit", "Warning")]
    [InlineData("Serilog:MinimumLevel:Override:Audit", "$quiet")]
    public void A_level_that_would_silence_the_audit_stops_the_start(string key, string value)
    {
        using var receiver = new RunningReceiver(new() { [key] = value, ["Serilog:LevelSwitches:$quiet"] = "Fatal" });
        Assert.Contains(
            $"is '{value}', which would silence the audit. Set it to Information, or remove it.",
            Assert.ThrowsAny<Exception>(receiver.Start).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Logging:LogLevel:Audit", "None")]
    [InlineData("Serilog:MinimumLevel:Override:Audit", "")]
    public async Task The_audit_is_logged_whatever_else_the_levels_are(string key, string value)
    {
        using var receiver = new RunningReceiver(new() { ["Serilog:MinimumLevel:Default"] = "Fatal", [key] = value });
        using var answer = await receiver.Management.PostAsync("/api/handlers/log/pause", content: null);
        Assert.Equal(System.Net.HttpStatusCode.OK, answer.StatusCode);
        await receiver.Log.LineAsync(line => line.Properties.TryGetValue("SourceContext", out var category)
            && category.ToString() == "\"Audit\"");
    }

    [Fact]
    public async Task Levels_in_the_section_that_nothing_reads_are_warned_of()
    {
        using var receiver = new RunningReceiver(new() { ["Logging:LogLevel:Default"] = "Warning" });
        receiver.Start();
        await receiver.Log.LineAsync(line => line.RenderMessage(System.Globalization.CultureInfo.InvariantCulture)
            == "The settings below Logging have no effect. Set levels below Serilog:MinimumLevel");
    }

    [Fact]
    public async Task Without_any_setting_Development_takes_the_sandbox_secret()
    {
        using var receiver = new RunningReceiver(
            new() { ["Subscriptions:spotnana:Secrets:0"] = Sandbox.Secret }, environment: "Development");
        Assert.Equal("accepted", (await receiver.SendAsync(new TestDelivery { SignedWith = Sandbox.Secret })).Status);
    }

    [Theory]
    [InlineData("Subscriptions:spotnana:RequireApiVersion", "false", null, "accepted")]
    [InlineData("Subscriptions:spotnana:ApiVersions", "", "9.9", "accepted")]
    [InlineData("Subscriptions:spotnana:ApiVersions:0", "3.0", "3.0", "accepted")]
    public async Task The_API_version_check_follows_the_settings(string key, string value, string? sent, string expected)
    {
        using var receiver = new RunningReceiver(new() { [key] = value });
        Assert.Equal(expected, (await receiver.SendAsync(new TestDelivery { ApiVersion = sent })).Status);
    }

    [Fact]
    public async Task The_memory_engine_says_that_it_keeps_nothing_and_allows_five_minutes_only()
    {
        using var receiver = new RunningReceiver(new() { ["Inbox:Engine"] = "Memory" });

        Assert.Equal("accepted", (await receiver.SendAsync(new TestDelivery { SentAt = DateTimeOffset.UtcNow.AddMinutes(-4) })).Status);
        Assert.Equal(
            System.Net.HttpStatusCode.Unauthorized,
            (await receiver.SendAsync(new TestDelivery { SentAt = DateTimeOffset.UtcNow.AddMinutes(-6) })).StatusCode);
        Assert.Contains(
            receiver.Log.Events,
            line => line.Level == Serilog.Events.LogEventLevel.Warning
                && line.RenderMessage(System.Globalization.CultureInfo.InvariantCulture)
                    .StartsWith("Inbox:Engine is Memory: ", StringComparison.Ordinal));
    }
}
