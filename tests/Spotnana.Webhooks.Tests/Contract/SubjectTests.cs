using Spotnana.Webhooks.Contract;

namespace Spotnana.Webhooks.Tests.Contract;

public class SubjectTests
{
    [Fact]
    public void The_text_is_kind_and_id()
    {
        Assert.Equal("pnr/6104417720", Subject.Pnr("6104417720").ToString());
        Assert.Equal("trip/6926658168", Subject.Trip("6926658168").ToString());
        Assert.Equal("traveler/b93dc51f", Subject.Traveler("b93dc51f").ToString());
        Assert.Equal("task/1", Subject.Task("1").ToString());
        Assert.Equal("charge/東京", Subject.Charge("東京").ToString());
    }

    [Fact]
    public void A_text_without_a_kind_can_mean_each_kind()
    {
        Assert.Equal(["pnr/1"], Subject.Meanings("pnr/1"));
        Assert.Equal(["1", "pnr/1", "trip/1", "traveler/1", "task/1", "charge/1"], Subject.Meanings("1"));
        Assert.Contains("pnr/PNR/1", Subject.Meanings("PNR/1"));
    }

    [Fact]
    public void An_id_of_more_than_200_characters_is_hashed()
    {
        Assert.Equal("pnr/" + new string('a', 200), Subject.Pnr(new string('a', 200)).ToString());

        Assert.Equal(
            "pnr/sha256:a92efd82109373e58f9a2056dee01e807e216ce6075f7051207c0a9f7d666e50",
            Subject.Pnr(new string('a', 201)).ToString());
    }

    [Theory]
    [InlineData("a\0b", "pnr/sha256:59b271ae1bbcb1d31d41929817f4b16fb439eb4f31520b5ad1d5ce98920a7138")]
    [InlineData("é\n", "pnr/sha256:edd3a863872a04239eb29ad4bc12fc892b3d4ae57cc7e786a3697816f8e141c2")]
    public void An_id_with_control_characters_is_hashed_as_utf8(string id, string text) =>
        Assert.Equal(text, Subject.Pnr(id).ToString());

    [Fact]
    public void Subjects_are_equal_by_kind_and_id()
    {
        Assert.Equal(Subject.Pnr("1"), new Subject("pnr", "1"));
        Assert.NotEqual(Subject.Pnr("1"), Subject.Trip("1"));
        Assert.Equal("", default(Subject).ToString());
    }
}
