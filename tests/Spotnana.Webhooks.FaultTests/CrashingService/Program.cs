using Spotnana.Webhooks;
using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.FaultTests.CrashingService;
using Spotnana.Webhooks.Sqlite;

// The library in a program of its own, with a handler that one booking brings down.
var builder = WebApplication.CreateBuilder(args);
builder.Services
    .AddSpotnanaWebhooks()
    .AddSqliteInbox()
    .AddHandler<CrashingHandler>("crash", EventType.PnrV3);

var app = builder.Build();
app.MapSpotnanaWebhooks();
app.MapSpotnanaWebhooksHealth();
app.Run();
