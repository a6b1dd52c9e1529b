using Spotnana.Webhooks.Cli;

return await Tool.RunAsync(args, Surroundings.OfThisProcess());
