//! Consumer groups. Tansu has none: it answers JoinGroup with error 79. The broker here is that of librdkafka for tests.

use rdkafka::mocking::MockCluster;
use rdkafka::types::RDKafkaRespErr;

use super::*;

#[test]
fn readers_of_one_group_share_the_work() {
    let cluster = MockCluster::new(1).unwrap();
    cluster.create_topic("bmp", 4, 1).unwrap();
    let url = format!("kafka://{}/bmp", cluster.bootstrap_servers());
    let sent: Vec<_> = (0..800)
        .map(|number| {
            let source = Source::from(router(1 + (number % 8) as u8));
            (source, UNIX_EPOCH, numbered(number))
        })
        .collect();
    publish(&url, &[], &sent);
    // Members of a group hear of each other with a heartbeat.
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("config");
    std::fs::write(
        &file,
        "heartbeat.interval.ms=200\nsession.timeout.ms=6000\n",
    )
    .unwrap();
    let words = ["--group", "work", "--broker-config", file.to_str().unwrap()];
    let shares = std::thread::scope(|scope| {
        let readers = [(); 2].map(|()| scope.spawn(|| read(&url, &words)));
        readers.map(|reader| reader.join().unwrap())
    });
    let mut all = Vec::new();
    for frames in shares.into_iter().flat_map(BTreeMap::into_values) {
        assert!(frames.is_sorted());
        all.extend(frames);
    }
    // What one member has not acknowledged yet when the other gets its partition is read twice.
    all.sort();
    all.dedup();
    assert!(
        all == sent
            .iter()
            .map(|(_, _, frame)| frame.clone())
            .collect::<Vec<_>>()
    );
    // A reader that ends while partitions move does not acknowledge all: one that is alone does.
    read(&url, &words);
    assert!(read(&url, &words).is_empty());

    let error = error_of(&url, &["--group", "work", "--begin=7"]);
    assert_eq!(
        error,
        "a consumer group begins at the beginning or at the end of what is stored"
    );
    let error = error_of(&url, &["--group", "work", "--partition=0"]);
    assert_eq!(error, "the broker gives a consumer group its partitions");
}

#[test]
fn unknown_topics_are_errors() {
    let cluster = MockCluster::new(1).unwrap();
    let unknown = RDKafkaRespErr::RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART;
    cluster.topic_error("bmp", unknown).unwrap();
    let url = format!("kafka://{}/bmp", cluster.bootstrap_servers());
    assert_eq!(error_of(&url, &[]), "there is no topic bmp");
    assert_eq!(error_of(&url, &["--group=work"]), "there is no topic bmp");
}
