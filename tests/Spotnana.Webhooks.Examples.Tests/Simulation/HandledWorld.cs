using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Spotnana.Webhooks.Cli.Simulation.Stories;
using Spotnana.Webhooks.Examples.Accounting;
using Spotnana.Webhooks.Examples.DutyOfCare;
using Spotnana.Webhooks.Examples.People;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Settings;
using Spotnana.Webhooks.Testing;

namespace Spotnana.Webhooks.Examples.Tests.Simulation;

/// <summary>
/// All that happens to 2,000 bookings, handled by the examples: in any order, one in ten twice, some under another id, with retries. And
/// what the simulator told last of everything.
/// </summary>
public sealed class HandledWorld : IAsyncLifetime
{
    private const int Bookings = 2000;
    private const int Batch = 1000;

    private static readonly TimeSpan _bound = TimeSpan.FromMinutes(5);

    // As the readme registers them
    private static readonly Dictionary<string, string[]> _handlers = new()
    {
        ["PNR_V3"] = ["ledger", "whereabouts"],
        ["SERVICE_CHARGE"] = ["fees"],
        ["TRAVELER_V2"] = ["directory"],
    };

    private readonly Runs _runs = new();

    internal Runs Runs => _runs;

    internal MemoryBooks Books { get; } = new();

    internal MemoryPresences Presences { get; } = new();

    internal MemoryDirectory Directory { get; } = new();

    /// <summary>The envelope that was told last of each subject, by event type.</summary>
    internal ILookup<string, JsonElement> Last { get; private set; } = Enumerable.Empty<JsonElement>().ToLookup(_ => "");

    public async Task InitializeAsync()
    {
        var told = World.Create(Bookings, 20, seed: 15, unknown: 0, World.SamplesStart).Events
            .Where(one => _handlers.ContainsKey(one.EventType)).Select((one, i) => (Event: one, Number: i)).ToList();
        var bodies = new byte[told.Count][];
        Parallel.ForEach(told, one => bodies[one.Number] = one.Event.MakeBody());
        Last = told.GroupBy(one => (one.Event.EventType, one.Event.Subject))
            .Select(subject => subject.MaxBy(one => (one.Event.Version ?? 0, one.Event.OccurredAt)))
            .ToLookup(one => one.Event.EventType, one => JsonDocument.Parse(bodies[one.Number]).RootElement);

        var random = new Random(15);
        var sent = told.Select(one => (one.Event, one.Number, Id: $"msg_{one.Number}")).ToList();
        sent.AddRange(sent.Where(_ => random.Next(10) == 0).ToList()); // duplicates
        sent.AddRange(told.Where(_ => random.Next(20) == 0).Select(one => (one.Event, one.Number, Id: $"msg_again_{one.Number}")).ToList());
        var shuffled = sent.ToArray();
        random.Shuffle(shuffled);

        await using var app = Build();
        await app.StartAsync();
        var inbox = app.Services.GetRequiredService<IInbox>();
        var expected = 0;
        // Batch by batch, so that what comes later is stored when what comes earlier is handled
        foreach (var batch in shuffled.Chunk(Batch))
        {
            var outcomes = await inbox.AppendAsync(
                [.. batch.Select(one => new InboxEntry(
                    WebhookSample.Of(bodies[one.Number]).ToDelivery(id: one.Id), _handlers[one.Event.EventType]))],
                default);
            expected += batch.Zip(outcomes).Where(pair => pair.Second == AppendOutcome.Stored)
                .Sum(pair => _handlers[pair.First.Event.EventType].Length);
            await Wait.UntilAsync(() => _runs.Done >= expected, () => $"{expected} handled, not {_runs.Done}", _bound);
        }

        Assert.Equal(expected, _runs.Done);
        await app.StopAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    private WebApplication Build()
    {
        var builder = WebApplication.CreateBuilder(
        [
            "--environment=Development", "--urls=http://127.0.0.1:0", "--Inbox:Engine=Memory",
            $"--Subscriptions:spotnana:Secrets:0={Sandbox.Secret}",
        ]);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(_runs).AddSingleton<IBooks>(Books).AddSingleton<IPresences>(Presences)
            .AddSingleton<IDirectory>(Directory);
        builder.Services.AddSpotnanaWebhooks()
            .AddHandler<Unsteady<Ledger, Payloads.Booking>, Payloads.Booking>("ledger")
            .AddHandler<Unsteady<ServiceFees, Payloads.ServiceCharge>, Payloads.ServiceCharge>("fees")
            .AddHandler<Unsteady<Whereabouts, Payloads.Booking>, Payloads.Booking>("whereabouts")
            .AddHandler<Unsteady<DirectorySync, Payloads.Traveler>, Payloads.Traveler>("directory");
        return builder.Build();
    }
}
