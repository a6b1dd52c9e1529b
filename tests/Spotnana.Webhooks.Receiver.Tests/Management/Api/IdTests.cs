using System.Net;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Spotnana.Webhooks.Dispatch;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests.Management.Api;

/// <summary>Whatever id a delivery is stored under, the API and the tool reach it, and no other.</summary>
public sealed class IdTests : IClassFixture<IdTests.Fixture>
{
    private readonly RunningReceiver _receiver;

    public IdTests(Fixture fixture)
    {
        _receiver = fixture.Receiver;
        _receiver.Start();
    }

    public static TheoryData<string> Accepted =>
    [
        "a", "-", "a b", "a/b", "a%2Fb", "a/../b", "../..", "/", "//", "/a/", "..a", "a..", ".-.", "./", "%2e%2e", "%2E.", "%", "%%",
        "100%", "a%00b", "+", "a+b", "?", "a?id=b", "#", "a#b", "~", "'\"`", "a\\..\\b", "\\", "@a", "{id}", "redrive", "payload",
        ";a=b", "a&b=c", "-?id=..", "https://x.example/..", "*", "<>|^", new string('%', 256), new string('/', 256),
        new string('.', 255) + "x",
    ];

    /// <summary>Ids that the intake refuses: older versions may have stored them.</summary>
    public static TheoryData<string> Stored =>
        [".", "..", "...", new string('.', 256), new string('x', 300), "naïve", "東京", "tab\there", "line\nhere"];

    [Theory]
    [MemberData(nameof(Accepted))]
    public async Task An_id_that_the_intake_accepts_is_reached(string id)
    {
        Assert.Equal(HttpStatusCode.OK, (await _receiver.SendAsync(new TestDelivery { Id = id })).StatusCode);
        await IsReachedAsync(id, $"/api/deliveries/{Uri.EscapeDataString(id)}", "");
    }

    [Theory]
    [MemberData(nameof(Accepted))]
    [MemberData(nameof(Stored))]
    public async Task Every_id_is_reached_by_a_parameter(string id)
    {
        var other = new TestDelivery();
        await _receiver.SendAsync(other);
        await _receiver.StateIsAsync(other.Id, DeliveryState.Dead);
        await RenameAsync(other.Id, id);
        await IsReachedAsync(id, "/api/deliveries/-", $"?id={Uri.EscapeDataString(id)}");
    }

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("...")]
    [InlineData("a b c")]
    [InlineData("a/b/c")]
    [InlineData("c%2Fb")]
    [InlineData("%2e%2e%2e")]
    public async Task The_tool_redrives_nothing_by_an_id_that_is_not_stored(string id)
    {
        await RenameAsync(id, $"no longer {Guid.NewGuid()}");
        var dead = new TestDelivery();
        await _receiver.SendAsync(dead);
        await _receiver.StateIsAsync(dead.Id, DeliveryState.Dead);

        var redrive = await ToolCall.RunAsync(_receiver, "inbox", "redrive", id);

        Assert.Equal((1, ""), (redrive.ExitCode, redrive.Out));
        Assert.Contains("404: No delivery with this id is stored.", redrive.Error, StringComparison.Ordinal);
        Assert.Equal(DeliveryState.Dead, _receiver.StateOf(dead.Id));
    }

    private async Task IsReachedAsync(string id, string path, string query)
    {
        await _receiver.StateIsAsync(id, DeliveryState.Dead);
        Assert.Equal(id, (await _receiver.AskAsync($"{path}{query}")).Json().Text("id"));
        using var payload = await _receiver.Management.GetAsync(new Uri($"{path}/payload{query}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, payload.StatusCode);
        Assert.NotEmpty(await payload.Content.ReadAsByteArrayAsync());
        Assert.Equal(1, (await _receiver.OrderAsync($"{path}/redrive{query}")).Json().GetProperty("redriven").GetInt32());
        await _receiver.StateIsAsync(id, DeliveryState.Dead);

        var show = await ToolAsync("show", id);
        Assert.Equal((0, ""), (show.ExitCode, show.Error));
        Assert.Equal(id, JsonDocument.Parse(show.Out).RootElement.Text("id"));
        var redrive = await ToolAsync("redrive", id);
        Assert.Equal((0, """{"redriven":1,"handlings":1}"""), (redrive.ExitCode, redrive.Out.Trim()));
        await _receiver.StateIsAsync(id, DeliveryState.Dead);
    }

    private Task<ToolCall> ToolAsync(string command, string id) =>
        ToolCall.RunAsync("inbox", command, "--json", "--server", $"{_receiver.ManagementUrl}", "--", id);

    /// <summary>Stores a delivery under an id that the intake would refuse.</summary>
    private async Task RenameAsync(string id, string to)
    {
        await using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = _receiver.InboxPath, Pooling = false, DefaultTimeout = 30 }.ToString());
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "UPDATE OR IGNORE delivery SET id = @to WHERE id = @id";
        command.Parameters.AddWithValue("@id", id);
        command.Parameters.AddWithValue("@to", to);
        await command.ExecuteNonQueryAsync();
    }

    public sealed class Fixture : IDisposable
    {
        public RunningReceiver Receiver { get; } = new(
            services: TestHandler.Only(TestHandler.Named("every", _ => HandlerResult.Reject("no"))), environment: "Development");

        public void Dispose() => Receiver.Dispose();
    }
}
